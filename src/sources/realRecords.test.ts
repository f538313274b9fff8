/* oxlint-disable node/no-process-env -- the real records are not everywhere */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { civitaiModel } from './civitai/civitaiModel.ts'
import { toCivitaiEntry } from './civitai/toCivitaiEntry.ts'
import { huggingFaceModel } from './huggingface/huggingFaceModel.ts'
import { toHuggingFaceEntry } from './huggingface/toHuggingFaceEntry.ts'
import { parseTolerantly } from './parseTolerantly.ts'
import type { Entry } from './source.ts'

const folder = process.env['WEIGHTHOUSE_REAL_DATA'] ?? ''

interface Counts {
  entries: number
  rejected: number
  dropped: number
  with: Record<'license' | 'task' | 'library' | 'parameters' | 'weightBytes' | 'parents' | 'selfLoops', number>
  files: number
  hashes: number
  tags: Record<string, number>
  /** What must never be: the traps that the data holds. */
  traps: { words: string[]; templatePapers: number; moreWeightThanStored: string[] }
}

/** Tags of real models that look like language codes and are none. */
const traps = new Set(
  't5 tf rl v8 3d qa rp sft trl moe mtp vit act dpo awq art ner nlp ocr llm tts asr gpt sam'.split(' '),
)

/** Cards of models for hundreds of languages do state Viti and Samaritan Aramaic. */
function states(record: unknown, language: string): boolean {
  const card = z.looseObject({ cardData: z.looseObject({ language: z.unknown() }) }).safeParse(record).data?.cardData
  return Array.isArray(card?.language) && card.language.includes(language)
}

async function countEntries<R>(file: string, schema: z.ZodType<R>, toEntry: (record: R) => Entry): Promise<Counts> {
  const slugs = new Set<string>()
  const counts: Counts = {
    entries: 0,
    rejected: 0,
    dropped: 0,
    with: { license: 0, task: 0, library: 0, parameters: 0, weightBytes: 0, parents: 0, selfLoops: 0 },
    files: 0,
    hashes: 0,
    tags: {},
    traps: { words: [], templatePapers: 0, moreWeightThanStored: [] },
  }
  for await (const line of createInterface({ input: createReadStream(join(folder, file)).pipe(createGunzip()) })) {
    const parsed = parseTolerantly(schema, JSON.parse(line))
    if (parsed.reason !== undefined) {
      counts.rejected += 1
      continue
    }
    const entry = toEntry(parsed.record)
    slugs.add(entry.slug)
    counts.dropped += parsed.dropped.length
    for (const field of ['license', 'task', 'library', 'parameters', 'weightBytes'] as const) {
      counts.with[field] += Number(entry[field] !== undefined)
    }
    counts.with.parents += Number(entry.baseModels.length > 0)
    counts.with.selfLoops += Number(entry.baseModels.some((base) => base.id === entry.id))
    counts.files += entry.siblings.length
    counts.hashes += entry.hashes.length
    for (const { kind, tag } of entry.tags) {
      counts.tags[kind] = (counts.tags[kind] ?? 0) + 1
      if (kind === 'language' && traps.has(tag) && !states(parsed.record, tag)) counts.traps.words.push(tag)
      if (kind === 'arxiv' && tag === '1910.09700') counts.traps.templatePapers += 1
    }
    if ((entry.weightBytes ?? 0) > (entry.storageBytes ?? Infinity)) counts.traps.moreWeightThanStored.push(entry.id)
  }
  return { ...counts, entries: slugs.size }
}

test('15,904 Hugging Face models of 2026 become as many entries', async () => {
  expect(await countEntries('huggingface-models.ndjson.gz', huggingFaceModel, toHuggingFaceEntry)).toEqual({
    entries: 15_904,
    rejected: 0,
    dropped: 0,
    with: {
      license: 11_501,
      task: 9089,
      library: 10_529,
      parameters: 7862,
      weightBytes: 13_932,
      parents: 8567,
      selfLoops: 23,
    },
    files: 0,
    hashes: 0,
    tags: {
      library: 12_268,
      format: 11_306,
      task: 10_151,
      language: 15_416,
      license: 12_175,
      dataset: 2466,
      arxiv: 2227,
      doi: 27,
      region: 15_904,
      tag: 83_020,
    },
    traps: { words: [], templatePapers: 0, moreWeightThanStored: [] },
  })
})

// The rejected ones have `.git` at the end or more than 200 characters in a name, as the site allowed until 2022.
test('57,623 Hugging Face models of several years become 57,600 entries', async () => {
  expect(await countEntries('huggingface-models-large.ndjson.gz', huggingFaceModel, toHuggingFaceEntry)).toEqual({
    entries: 57_600,
    rejected: 23,
    dropped: 0,
    with: {
      license: 28_235,
      task: 37_950,
      library: 42_768,
      parameters: 7862,
      weightBytes: 17_702,
      parents: 12_876,
      selfLoops: 28,
    },
    files: 369_168,
    hashes: 0,
    tags: {
      library: 77_137,
      format: 22_004,
      task: 42_870,
      language: 53_010,
      license: 28_916,
      dataset: 15_738,
      arxiv: 11_157,
      doi: 117,
      region: 29_187,
      tag: 196_784,
    },
    traps: { words: [], templatePapers: 0, moreWeightThanStored: [] },
  })
})

test('6,917 CivitAI models become as many entries', async () => {
  expect(await countEntries('civitai-models.ndjson.gz', civitaiModel, toCivitaiEntry)).toEqual({
    entries: 6917,
    rejected: 0,
    dropped: 0,
    with: { license: 6917, task: 6917, library: 0, parameters: 0, weightBytes: 6795, parents: 0, selfLoops: 0 },
    files: 7637,
    hashes: 55_876,
    tags: { task: 6917, license: 6917, format: 6952, base: 7084, tag: 28_720 },
    traps: { words: [], templatePapers: 0, moreWeightThanStored: [] },
  })
})
