import { baseModels } from './baseModels.ts'
import * as words from './builtInWords.ts'
import { createTextInventor } from './inventText.ts'
import type { CatalogProfile, HuggingFaceProfile, ModelKind, RelationProfile } from './profile.ts'
import { createPicker, createRandom, type Weighted } from './random.ts'

const sampleSize = 6000
const invent = createTextInventor([...words.families, ...words.forms, ...words.tagWords, ...words.civitaiWords])

/**
 * Distributions as numbers, so that the bench runs where the real records are not. Rounded from public counts and from
 * what the real records show; the names are put together from words of the trade.
 */
export function builtInProfile(): CatalogProfile {
  return {
    origin: 'built-in distributions (set WEIGHTHOUSE_REAL_DATA to fit them to the real records)',
    huggingface: {
      sampleSize,
      bytesPerRecord: undefined,
      names: makeNames(),
      authors: withRare(zipf(makeWords(300, 0xa), 300, 0.75), 1200),
      relations: relations(),
      licenses: words.licenseNames,
      languages: [
        ['', 60],
        ['en', 25],
        ...words.languageCodes.map((code, rank) => [code, 5 / (rank + 1)] as const),
        ['en zh', 2],
      ],
      tags: withRare(zipf(words.tagWords, 900, 0.8), 650),
      datasets: withRare(
        zipf(
          makeWords(120, 0xd).map((word) => `${word}/${word}`),
          60,
          0.8,
        ),
        250,
      ),
      datasetsQuantiles: steps([0, 83], [1, 13], [2, 2], [5, 1.5], [12, 0.5]),
      papers: [
        ...zipf(makePapers(60), 40, 0.9),
        ...makePapers(270)
          .slice(60)
          .map((paper) => [paper, 1] as const),
      ],
      papersQuantiles: steps([0, 85], [1, 12], [2, 2], [4, 1]),
      downloadsQuantiles: pareto(1, 2.4, 5e6),
      likesQuantiles: pareto(1, 1.4, 12_000),
      storageQuantiles: pareto(1e6, 2.2, 2e12),
      parametersQuantiles: pareto(4e7, 1.5, 7e11),
      files: zipf(words.fileNames, 900, 0.6),
      filesQuantiles: steps([1, 15], [3, 15], [8, 25], [10, 25], [15, 14], [30, 5], [200, 0.9], [900, 0.1]),
      architectures: ['Llama', 'Qwen2', 'Bert', 'GPT2', 'Mistral', 'T5', 'Roberta', 'Wav2Vec2'].map(
        (name, rank) => [`${name}ForCausalLM ${name.toLowerCase()}`, 8 - rank] as const,
      ),
      shares: {
        siblings: 56,
        sizes: 6.6,
        sha: 66,
        config: 34,
        taskParameters: 10,
        cardData: 24,
        usedStorage: 24,
        safetensors: 10,
        gguf: 3,
        trending: 1.5,
        likes: 10,
      },
    },
    civitai: {
      sampleSize: sampleSize / 3,
      bytesPerRecord: undefined,
      names: makeCivitaiNames(),
      authors: withRare(zipf(makeWords(200, 0xc), 110, 0.75), 700),
      types: [
        ['LORA', 600],
        ['Checkpoint', 220],
        ['TextualInversion', 90],
        ['LoCon', 50],
        ['Workflows', 25],
        ['Controlnet', 8],
        ['VAE', 7],
      ],
      tags: withRare(zipf(words.civitaiTags, 700, 0.8), 900),
      triggers: withRare(zipf(makeWords(200, 0xb), 20, 0.7), 1200),
      commercialUse: [
        ['Sell', 38],
        ['None', 38],
        ['Rent', 15],
        ['Image', 9],
      ],
      baseModels,
      tagsQuantiles: steps([0, 5], [1, 15], [3, 25], [4, 25], [6, 20], [10, 9], [30, 1]),
      triggersQuantiles: steps([0, 35], [1, 40], [2, 10], [5, 12], [15, 3]),
      versionsQuantiles: steps([1, 72], [2, 16], [4, 9], [9, 3]),
      filesQuantiles: steps([1, 86], [2, 11], [3, 3]),
      downloadsQuantiles: pareto(40, 1.1, 280_000),
      likesQuantiles: pareto(3, 1.3, 26_000),
      kilobytesQuantiles: steps([20, 15], [37_000, 15], [147_000, 35], [2_082_642, 25], [6_500_000, 10]),
    },
  }
}

function relations(): HuggingFaceProfile['relations'] {
  const make = (rows: typeof words.kindRows, keepsName: number): RelationProfile => ({
    kinds: rows.map(([task, library, weight, tags]) => [{ task, library, tags: readTags(tags) }, weight] as const),
    tagsQuantiles: steps([0, 45], [1, 20], [3, 18], [6, 12], [15, 5]),
    suffixes: words.suffixes,
    keepsName,
  })
  return {
    none: make(words.kindRows, 0),
    finetune: {
      ...make(words.kindRows, 24),
      suffixes: words.forms.map((form, rank) => [`-${form}`, 60 - rank] as const),
    },
    adapter: {
      ...make(words.adapterKinds, 16),
      suffixes: [
        ['-lora', 5],
        ['-adapter', 3],
        ['-sft-lora', 2],
      ],
    },
    quantized: make(words.quantizedKinds, 75),
    merge: {
      ...make(words.kindRows.slice(1, 3), 10),
      suffixes: [
        ['-merge', 5],
        ['-slerp', 3],
        ['-ties', 2],
      ],
    },
  }
}

function readTags(text: string): ModelKind['tags'] {
  return text.split(',').map((pair) => {
    const at = pair.lastIndexOf(' ')
    return [pair.slice(0, at), Number(pair.slice(at + 1))] as const
  })
}

function makeNames(): string[] {
  const [family, size, form] = [words.families, words.sizes, words.forms].map((list) =>
    createPicker(zipf(list, 100, 0.7)),
  )
  if (!family || !size || !form) return []
  return Array.from({ length: sampleSize }, (_, index) => {
    const random = createRandom(index, 0x4e)
    const glue = random() < 0.12 ? '_' : '-'
    const pieces = [random() < 0.62 ? family(random) : makeWord(index, 0x4f)]
    if (random() < 0.5) pieces.push(size(random))
    while (random() < 0.55 && pieces.length < 8)
      pieces.push(random() < 0.78 ? form(random) : makeWord(index * 8 + pieces.length, 0x50))
    return pieces.join(glue)
  })
}

function makeCivitaiNames(): string[] {
  const pick = createPicker(zipf(words.civitaiWords, 100, 0.7))
  return Array.from({ length: sampleSize / 3 }, (_, index) => {
    const random = createRandom(index, 0xc1)
    const pieces = [random() < 0.5 ? pick(random) : makeWord(index, 0xc2)]
    while (random() < 0.62 && pieces.length < 9)
      pieces.push(random() < 0.55 ? pick(random) : makeWord(index * 9 + pieces.length, 0xc3))
    return pieces.join(' ')
  })
}

function makeWord(index: number, seed: number): string {
  const random = createRandom(index, seed)
  return invent('Aaaaaaaaaaaa00'.slice(random() < 0.4 ? 0 : 1, 4 + Math.floor(random() * 8)), index * 97 + seed)
}

function makeWords(count: number, seed: number): string[] {
  return Array.from({ length: count }, (_, index) => makeWord(index, seed))
}

/** In the form of arXiv's ids. */
function makePapers(count: number): string[] {
  return Array.from({ length: count }, (_, rank) => `2${rank % 6}0${1 + (rank % 9)}.${11_111 + rank * 37}`)
}

function zipf(texts: readonly string[], most: number, exponent: number): Weighted {
  return texts.map((text, rank) => [text, Math.max(2, most / (rank + 1) ** exponent)] as const)
}

/** With so many texts that occur once. */
function withRare(common: Weighted, count: number): Weighted {
  return [...common, ...makeWords(count, 0x5a).map((word) => [word, 1] as const)]
}

function steps(...rows: (readonly [value: number, share: number])[]): number[] {
  return rows.flatMap(([value, share]) => Array.from({ length: Math.round(share * 10) }, () => value))
}

/** A long tail: half of the values are below 2 ** exponent times the least, one in a thousand above 1000 ** exponent. */
function pareto(least: number, exponent: number, most: number): number[] {
  return Array.from({ length: 1001 }, (_, step) =>
    Math.min(most, Math.round(least * (1 - Math.min(step / 1000, 0.999_999)) ** -exponent)),
  )
}
