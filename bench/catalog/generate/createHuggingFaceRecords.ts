import { createdAt, newest } from './createdAt.ts'
import { createSiblings } from './createSiblings.ts'
import { createVocabulary, pickSeveral } from './createVocabulary.ts'
import { makeHex } from './hex.ts'
import { createTextInventor } from './inventText.ts'
import { type CatalogPlan, createMissingIds, idOf, parentsOf, textOf } from './planCatalog.ts'
import { type CatalogProfile, type HuggingFaceField, type ModelKind, relationNames } from './profile.ts'
import { createPicker, createQuantiles, createRandom, type Random } from './random.ts'

/** A record as the list API gives it with `full`, `config` and `cardData`. */
export type SyntheticRecord = Record<string, unknown>

/** Some 72 % of models were not downloaded for a month; the sample has more that were. */
const downloadedShare = 0.28
const likedShare = 0.12
/** A derivative keeps its parent's license; 19.76 % of 138,694 finetunes do not. */
const keepsLicense = 0.8
const templatePaper = '1910.09700'

/**
 * Makes the records of a plan, each from its number alone. A `round` above 0 gives the same model as a later crawl would
 * see it: other numbers, now and then another tag or license.
 */
export function createHuggingFaceRecords(
  profile: CatalogProfile,
  plan: CatalogPlan,
): (model: number, round?: number) => SyntheticRecord {
  const hf = profile.huggingface
  const scale = (plan.models * 0.75) / hf.sampleSize
  const invent = createTextInventor(hf.tags.map(([tag]) => tag))
  const pickTag = createVocabulary(hf.tags, { scale, invent })
  const pickDataset = createVocabulary(hf.datasets, { scale, invent })
  const pickPaper = createVocabulary(hf.papers, { scale, invent })
  const pickLicense = createPicker(hf.licenses)
  const pickLanguages = createPicker(hf.languages)
  const pickArchitecture = createPicker(hf.architectures)
  const missingId = createMissingIds(profile, plan.models, plan.seed)
  const quantiles = {
    datasets: createQuantiles(hf.datasetsQuantiles),
    papers: createQuantiles(hf.papersQuantiles),
    downloads: createQuantiles(hf.downloadsQuantiles),
    likes: createQuantiles(hf.likesQuantiles),
    storage: createQuantiles(hf.storageQuantiles),
    parameters: createQuantiles(hf.parametersQuantiles),
  }
  const makeSiblings = createSiblings(hf)
  const relations = relationNames.map((name) => {
    const { kinds, tagsQuantiles } = hf.relations[name]
    return { pickKind: createPicker<ModelKind>(kinds), countTags: createQuantiles(tagsQuantiles) }
  })
  /** Of the model's own stream, so that its derivatives can ask for it. */
  const licenseOf = (model: number, steps = 0): string => {
    const random = createRandom(plan.seed, model, 0x71c)
    const parent = parentsOf(plan, model)[0] ?? -1
    return parent >= 0 && parent < model && steps < 20 && random() < keepsLicense
      ? licenseOf(parent, steps + 1)
      : pickLicense(random)
  }

  return (model, round = 0) => {
    const random = createRandom(plan.seed, model, 1)
    const changed = round > 0 ? createRandom(plan.seed, model, 2, round) : undefined
    const has = (field: HuggingFaceField) => random() * 100 < hf.shares[field]
    const id = textOf(plan, model)
    const relation = plan.families.relations[model] ?? 0
    const drawn = relations[relation]
    const kind = drawn?.pickKind(random) ?? { task: '', library: '', tags: [] }
    const license = changed && changed() < 0.03 ? pickLicense(changed) : licenseOf(model)
    const languages = pickLanguages(random).split(' ').filter(Boolean)
    const parents = [...parentsOf(plan, model)].map((parent) =>
      parent >= 0 ? idOf(plan, parent) : missingId(-1 - parent),
    )
    const relationName = relationNames[relation] ?? 'none'
    const datasets = pickSeveral(pickDataset, quantiles.datasets(random), random)
    const papers = pickSeveral(pickPaper, quantiles.papers(random), random).map((paper) =>
      random() < 0.12 ? templatePaper : paper,
    )
    const tags = [
      kind.library,
      ...kind.tags.flatMap(([tag, share]) => (random() * 100 < share ? tag : [])),
      kind.task,
      ...pickSeveral(pickTag, drawn?.countTags(random) ?? 0, random),
      ...(changed && changed() < 0.12 ? [pickTag(changed)] : []),
      ...languages,
      ...datasets.map((dataset) => `dataset:${dataset}`),
      ...papers.map((paper) => `arxiv:${paper}`),
      ...parents.flatMap((parent) => [`base_model:${parent}`, `base_model:${relationName}:${parent}`]),
      license && `license:${license}`,
      'region:us',
    ].filter(Boolean)
    const sha = makeHex(random, 40)
    const created = createdAt((model + random()) / plan.models)
    const downloads = random() < downloadedShare ? quantiles.downloads(random) : 0
    const likes = random() < likedShare ? quantiles.likes(random) : 0
    const parameters = has('safetensors') ? quantiles.parameters(random) : 0
    const gguf = kind.library === 'gguf' || has('gguf') ? quantiles.parameters(random) : 0
    return {
      _id: makeHex(random, 24),
      id,
      modelId: id,
      author: id.includes('/') ? id.slice(0, id.indexOf('/')) : undefined,
      sha: has('sha') ? (changed ? makeHex(changed, 40) : sha) : undefined,
      lastModified: new Date(
        changed ? newest + round * 86_400_000 : Math.min(newest, created + Math.floor(random() ** 6 * 2e10)),
      ).toISOString(),
      createdAt: new Date(created).toISOString(),
      private: false,
      gated: random() < 0.01 ? (random() < 0.5 ? 'auto' : 'manual') : false,
      tags: [...new Set(tags)],
      pipeline_tag: kind.task || undefined,
      library_name: kind.library || undefined,
      likes: likes + (changed ? Math.floor(changed() * 5) : 0),
      downloads: downloads + (changed ? 1 + Math.floor(changed() * (50 + downloads / 4)) : 0),
      trendingScore: has('trending') ? Math.floor(likes * random() ** 3) : 0,
      usedStorage: has('usedStorage') ? quantiles.storage(random) : undefined,
      cardData: has('cardData') ? makeCard(license, parents, languages) : undefined,
      safetensors: parameters > 0 ? { parameters: { BF16: parameters }, total: parameters } : undefined,
      gguf: gguf > 0 && parameters === 0 ? { total: gguf } : undefined,
      siblings: has('siblings') ? makeSiblings(random) : undefined,
      config: has('config') ? makeConfig(pickArchitecture, has('taskParameters'), random) : undefined,
    }
  }
}

function makeCard(license: string, parents: readonly string[], languages: readonly string[]): SyntheticRecord {
  return {
    license: license || undefined,
    base_model: parents.length > 1 ? parents : parents[0],
    language: languages.length > 0 ? languages : undefined,
  }
}

function makeConfig(pick: (random: Random) => string, parameters: boolean, random: Random): SyntheticRecord {
  const [architecture = '', modelType = ''] = pick(random).split(' ')
  return {
    architectures: architecture ? [architecture] : undefined,
    model_type: modelType,
    task_specific_params: parameters
      ? { 'text-generation': { do_sample: true, max_length: 20 + Math.floor(random() * 400), temperature: 1 } }
      : undefined,
  }
}
