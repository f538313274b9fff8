import { z } from 'zod'

import { type HuggingFaceProfile, relationNames, type RelationName, type RelationProfile } from './profile.ts'
import { takeQuantiles, type Weighted } from './random.ts'
import { readNdjson } from './readNdjson.ts'
import { Tally } from './tally.ts'

const sampleRecord = z.object({
  id: z.string(),
  tags: z.array(z.string()).default([]),
  pipeline_tag: z.string().nullish(),
  library_name: z.string().nullish(),
  downloads: z.number().nullish(),
  likes: z.number().nullish(),
  trendingScore: z.number().nullish(),
  usedStorage: z.number().nullish(),
  sha: z.string().nullish(),
  siblings: z.array(z.object({ rfilename: z.string(), size: z.number().nullish() })).nullish(),
  config: z
    .object({
      architectures: z.array(z.string()).nullish(),
      model_type: z.string().nullish(),
      task_specific_params: z.unknown().optional(),
    })
    .nullish(),
  cardData: z.object({ language: z.union([z.string(), z.array(z.unknown())]).nullish() }).nullish(),
  safetensors: z.object({ total: z.number().nullish() }).nullish(),
  gguf: z.object({ total: z.number().nullish() }).nullish(),
})
type SampleRecord = z.infer<typeof sampleRecord>

const language = /^[a-z]{2,3}$/
const relationTag = /^base_model:(?:(finetune|adapter|quantized|merge):)?(.+)$/s
/** A tag of the kind rather than a free one, when this share of the kind's models has it. */
const kindTagShare = 0.03
/** No model has more files than this in the synthetic catalog; one real repository has 23,763. */
const mostFiles = 2500

/** Counts what a synthetic catalog needs to look like these records. */
export async function fitHuggingFace(path: string): Promise<HuggingFaceProfile> {
  const models: SampleRecord[] = []
  let bytes = 0
  for await (const line of readNdjson(path)) {
    bytes += Buffer.byteLength(line)
    models.push(sampleRecord.parse(JSON.parse(line)))
  }
  const prefixed = (prefix: string) =>
    models.map(({ tags }) => tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length)))
  const datasets = prefixed('dataset:')
  const papers = prefixed('arxiv:')
  const files = models.flatMap(({ siblings }) => (siblings ? [siblings.slice(0, mostFiles)] : []))
  const { relations, freeTags } = fitRelations(models)
  const share = (has: (model: SampleRecord) => unknown) =>
    (100 * models.filter((model) => has(model)).length) / models.length
  return {
    sampleSize: models.length,
    bytesPerRecord: bytes / models.length,
    names: models.map(({ id }) => nameOf(id)),
    authors: Tally.of(models.flatMap(({ id }) => (id.includes('/') ? [id.slice(0, id.indexOf('/'))] : []))),
    relations,
    licenses: Tally.of(prefixed('license:').map((licenses) => licenses[0] ?? '')),
    languages: Tally.of(models.map((model) => languagesOf(model).join(' '))),
    tags: freeTags,
    datasets: Tally.of(datasets.flat()),
    datasetsQuantiles: takeQuantiles(datasets.map((list) => Math.min(list.length, 40))),
    papers: Tally.of(papers.flat()),
    papersQuantiles: takeQuantiles(papers.map((list) => list.length)),
    downloadsQuantiles: takeQuantiles(models.flatMap(({ downloads }) => downloads || [])),
    likesQuantiles: takeQuantiles(models.flatMap(({ likes }) => likes || [])),
    storageQuantiles: takeQuantiles(models.flatMap(({ usedStorage }) => usedStorage || [])),
    parametersQuantiles: takeQuantiles(
      models.flatMap(({ safetensors, gguf }) => safetensors?.total || gguf?.total || []),
    ),
    files: Tally.of(files.flatMap((list) => [...new Set(list.map(({ rfilename }) => generalize(rfilename)))])),
    filesQuantiles: takeQuantiles(files.map((list) => list.length)),
    architectures: Tally.of(
      models.flatMap(({ config }) =>
        config?.model_type ? [`${config.architectures?.[0] ?? ''} ${config.model_type}`] : [],
      ),
    ),
    shares: {
      siblings: share((model) => model.siblings),
      sizes: share((model) => model.siblings?.some(({ size }) => size)),
      sha: share((model) => model.sha),
      config: share((model) => model.config?.model_type),
      taskParameters: share((model) => model.config?.task_specific_params),
      cardData: share((model) => model.cardData),
      usedStorage: share((model) => model.usedStorage),
      safetensors: share((model) => model.safetensors),
      gguf: share((model) => model.gguf),
      trending: share((model) => model.trendingScore),
      likes: share((model) => model.likes),
    },
  }
}

function fitRelations(models: readonly SampleRecord[]): {
  relations: Record<RelationName, RelationProfile>
  freeTags: Weighted
} {
  const free = new Tally()
  const relations = Object.fromEntries(relationNames.map((name) => [name, fitRelation(models, name, free)])) as Record<
    RelationName,
    RelationProfile
  >
  return { relations, freeTags: free.entries() }
}

function fitRelation(models: readonly SampleRecord[], relation: RelationName, free: Tally): RelationProfile {
  const members = models.filter((model) => relationOf(model).relation === relation)
  const byKind = Map.groupBy(members, (model) => `${model.pipeline_tag ?? ''}|${model.library_name ?? ''}`)
  const suffixes = new Tally()
  const freeCounts: number[] = []
  let derived = 0
  let keeping = 0
  const kinds = [...byKind].map(([key, own]) => {
    const [task = '', library = ''] = key.split('|')
    const tags = new Tally(own.flatMap((model) => plainTags(model)))
    const usual = tags.entries().filter(([, count]) => count > 1 && count >= own.length * kindTagShare)
    const names = new Set(usual.map(([tag]) => tag))
    for (const model of own) {
      const rest = plainTags(model).filter((tag) => !names.has(tag))
      for (const tag of rest) free.add(tag)
      freeCounts.push(Math.min(rest.length, 60))
      const parent = nameOf(relationOf(model).parent ?? '')
      if (parent === '') continue
      derived++
      const name = nameOf(model.id)
      if (!name.toLowerCase().startsWith(parent.toLowerCase()) || name.length === parent.length) continue
      keeping++
      suffixes.add(name.slice(parent.length))
    }
    return [
      { task, library, tags: usual.map(([tag, count]) => [tag, (100 * count) / own.length] as const) },
      own.length,
    ] as const
  })
  return {
    kinds,
    tagsQuantiles: takeQuantiles(freeCounts),
    suffixes: suffixes.entries(),
    keepsName: derived === 0 ? 0 : (100 * keeping) / derived,
  }
}

function relationOf(model: SampleRecord): { relation: RelationName; parent: string | undefined } {
  const found = model.tags.map((tag) => relationTag.exec(tag)).find((match) => match?.[1])
  const relation = relationNames.find((name) => name === found?.[1]) ?? 'none'
  return { relation, parent: found?.[2] }
}

/** Without prefix, license, language, task and library. */
function plainTags(model: SampleRecord): string[] {
  return model.tags.filter(
    (tag) =>
      !tag.includes(':') &&
      !language.test(tag) &&
      tag !== model.pipeline_tag &&
      tag !== model.library_name &&
      tag !== '',
  )
}

function languagesOf(model: SampleRecord): string[] {
  const stated = model.cardData?.language
  if (stated) return [stated].flat().filter((code) => typeof code === 'string' && language.test(code)) as string[]
  return model.tags.filter((tag) => /^[a-z]{2}$/.test(tag) && tag !== 't5' && tag !== 'tf').slice(0, 30)
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** `model-00001-of-00003.safetensors` and its like are one name. */
function generalize(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replaceAll(/\d{3,}/g, (digits) => '0'.repeat(digits.length))
}
