import { createIdSet } from './createIdSet.ts'
import { createNameModel } from './createNameModel.ts'
import { createRareText, type Vocabulary } from './createVocabulary.ts'
import { createTextInventor } from './inventText.ts'
import { type Families, planFamilies } from './planFamilies.ts'
import { type CatalogProfile, relationNames } from './profile.ts'
import { createPicker, createRandom, pickBelow, type Random } from './random.ts'

/** Models come in runs of one source, as pages of a crawl do; every fourth run is CivitAI's. */
const runLength = 1000
const longestName = 80

/** What of a synthetic catalog must be known before its records can be written in any order, by any thread. */
export interface CatalogPlan {
  seed: number
  models: number
  families: Families
  /** Hugging Face: the id. CivitAI: the name. UTF-8, one after the other. */
  texts: Uint8Array
  textOffsets: Uint32Array
}

export function isCivitai(model: number): boolean {
  return Math.floor(model / runLength) % 4 === 3
}

/** Of models that their source stops listing after the load. */
export function isRemoved(plan: Pick<CatalogPlan, 'seed'>, model: number): boolean {
  return createRandom(plan.seed, model, 0xde1)() < 0.01
}

export function textOf(plan: CatalogPlan, model: number): string {
  return Buffer.from(plan.texts.buffer, plan.texts.byteOffset).toString(
    'utf8',
    plan.textOffsets[model],
    plan.textOffsets[model + 1],
  )
}

/** The source's id of a model. */
export function idOf(plan: CatalogPlan, model: number): string {
  return isCivitai(model) ? String(civitaiIdOf(model)) : textOf(plan, model)
}

export function civitaiIdOf(model: number): number {
  return 1000 + model * 2 + (Math.imul(model, 0x9e3779b1) >>> 31)
}

export function parentsOf({ families }: CatalogPlan, model: number): Int32Array {
  return families.parents.subarray(families.offsets[model], families.offsets[model + 1])
}

/** Names every model and its parents. Takes a few microseconds a model; the same arguments give the same plan. */
export function planCatalog(profile: CatalogProfile, models: number, seed: number): CatalogPlan {
  const families = planFamilies(models, seed, (model) => !isCivitai(model))
  const makeId = createIdMaker(profile, models)
  const makeName = createCivitaiNames(profile, models)
  const ids = createIdSet(models)
  const textOffsets = new Uint32Array(new SharedArrayBuffer((models + 1) * 4))
  // Grown as needed: nobody knows the length before.
  let texts = Buffer.from(new SharedArrayBuffer(models * 64 + 4096))
  const plan: CatalogPlan = { seed, models, families, texts, textOffsets }
  let end = 0
  for (let model = 0; model < models; model++) {
    const random = createRandom(seed, model, 0x1d)
    let text: string
    if (isCivitai(model)) text = makeName(random)
    else {
      const parent = families.parents[families.offsets[model] ?? 0] ?? -1
      const derived = (families.offsets[model + 1] ?? 0) > (families.offsets[model] ?? 0)
      const earlier = derived && parent >= 0 && parent < model
      const relation = relationNames[families.relations[model] ?? 0] ?? 'none'
      text = ids.claim(makeId(random, relation, earlier ? textOf(plan, parent) : undefined))
    }
    if (end + text.length * 3 > texts.length) {
      const larger = Buffer.from(new SharedArrayBuffer(texts.length * 2))
      texts.copy(larger)
      texts = larger
      plan.texts = larger
    }
    end += texts.write(text, end)
    textOffsets[model + 1] = end
  }
  return plan
}

/** The id of a parent that the catalog does not have. */
export function createMissingIds(profile: CatalogProfile, models: number, seed: number): (number: number) => string {
  const makeId = createIdMaker(profile, models)
  return (number) => makeId(createRandom(seed, number, 0x3155), 'none', undefined)
}

type IdMaker = (random: Random, relation: (typeof relationNames)[number], parentId: string | undefined) => string

function createIdMaker({ huggingface }: CatalogProfile, models: number): IdMaker {
  const scale = (models * 0.75) / huggingface.sampleSize
  const makeName = createNameModel(huggingface.names, { scale, invent: createTextInventor(huggingface.names) })
  const pickAuthor = createAuthors(huggingface.authors, scale)
  // A few authors make most quantizations.
  const quantizers = Array.from({ length: 40 }, (_, index) => pickAuthor(createRandom(index, 0x9a)))
  const suffixes = new Map(
    relationNames.map((name) => {
      const profile = huggingface.relations[name]
      return [name, profile.suffixes.length > 0 ? createPicker(profile.suffixes) : undefined]
    }),
  )
  return (random, relation, parentId) => {
    const author =
      relation === 'quantized' && random() < 0.5
        ? (quantizers[pickBelow(random, quantizers.length)] ?? '')
        : pickAuthor(random)
    const suffix = suffixes.get(relation)
    const keeps = parentId !== undefined && suffix && random() * 100 < huggingface.relations[relation].keepsName
    const name = keeps ? parentId.slice(parentId.indexOf('/') + 1) + suffix(random) : makeName(random)
    // Sixty-eight of 57,623 have no namespace.
    return random() < 0.001 ? toIdPart(name) : `${toIdPart(author)}/${toIdPart(name)}`
  }
}

/** Invented for every author, however frequent: nobody's name is given out. */
function createAuthors(authors: CatalogProfile['huggingface']['authors'], scale: number): Vocabulary {
  const invent = createTextInventor(authors.map(([author]) => author))
  const rare = authors.filter(([, count]) => count <= 1).map(([author]) => author)
  const pickRare = createRareText(rare.length > 0 ? rare : ['aaaaaa'], { scale, invent })
  const pick = createPicker<string | undefined>([
    ...authors
      .filter(([, count]) => count > 1)
      .map(([author, count], rank) => [invent(author, -1 - rank), count] as const),
    [undefined, Math.max(1, rare.length)],
  ])
  return (random) => pick(random) ?? pickRare(random)
}

function createCivitaiNames({ civitai }: CatalogProfile, models: number): (random: Random) => string {
  const scale = (models * 0.25) / civitai.sampleSize
  const makeName = createNameModel(civitai.names, { scale, invent: createTextInventor(civitai.names) })
  return (random) => makeName(random).trim() || 'Untitled'
}

export function createCivitaiAuthors({ civitai }: CatalogProfile, models: number): Vocabulary {
  return createAuthors(civitai.authors, (models * 0.25) / civitai.sampleSize)
}

/** As Hugging Face allows it. */
function toIdPart(text: string): string {
  if (text.length <= longestName && /^\w+(?:[-.]\w+)*$/.test(text) && !text.endsWith('.git')) return text
  const part = text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '')
    .replaceAll(/([-.]){2,}/g, '$1')
    .slice(0, longestName)
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .replace(/\.git$/, '')
  return part === '' ? 'model' : part
}
