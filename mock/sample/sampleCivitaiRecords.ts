import { styles } from './derived.ts'
import { type Choices, createChoices, daysAfter } from './random.ts'

const creators = [
  'inkwren',
  'mothlight',
  'saffron_fox',
  'lowtide_studio',
  'papermoon_ai',
  'gravel_and_gold',
  'tansy',
  'oddfellow_renders',
] as const

const checkpointNames = [
  'Gilded Fen',
  'Hollowlight',
  'Quiet Comet',
  'Marble Garden',
  'Saltglass',
  'Ochre Dream',
  'Northern Loom',
  'Velvet Atlas',
  'Clockwork Meadow',
  'Amber Static',
] as const
const otherNames = {
  VAE: ['Clearwater VAE', 'Softfocus VAE', 'Deep Contrast VAE', 'Even Tone VAE', 'Morning VAE', 'Slate VAE'],
  TextualInversion: [
    'Tidy Hands',
    'No Blur',
    'Calm Light',
    'Less Noise',
    'Even Edges',
    'Warm Grain',
    'Flat Shade',
    'Soft Corners',
    'Still Water',
    'Clean Lines',
  ],
  Controlnet: ['Contour Guide', 'Depth Guide', 'Pose Guide', 'Scribble Guide', 'Tile Guide', 'Normal Guide'],
} as const

type ModelType = 'Checkpoint' | 'LORA' | keyof typeof otherNames

// Usual sizes in KiB by model type and base model.
const bases = ['SD 1.5', 'SDXL 1.0', 'Flux.1 D'] as const
type BaseModel = (typeof bases)[number]
const sizes: Readonly<Record<ModelType, Readonly<Record<BaseModel, number>>>> = {
  Checkpoint: { 'SD 1.5': 2_082_642, 'SDXL 1.0': 6_775_430, 'Flux.1 D': 11_621_958 },
  LORA: { 'SD 1.5': 147_570, 'SDXL 1.0': 223_097, 'Flux.1 D': 299_001 },
  VAE: { 'SD 1.5': 326_798, 'SDXL 1.0': 326_798, 'Flux.1 D': 327_420 },
  TextualInversion: { 'SD 1.5': 24, 'SDXL 1.0': 65, 'Flux.1 D': 65 },
  Controlnet: { 'SD 1.5': 705_666, 'SDXL 1.0': 2_443_280, 'Flux.1 D': 3_500_000 },
}

/**
 * About 100 models as CivitAI would list them, all of them invented: checkpoints, LoRAs, VAEs, embeddings and
 * ControlNets, by version and file. Always the same. Hashes are left to whoever makes the bytes.
 */
export function* sampleCivitaiRecords(): Generator<Record<string, unknown>> {
  const choices = createChoices(4201)
  let id = 500_000
  for (const [type, name, trigger] of inventNames()) yield buildModel(type, name, trigger, (id += 7), choices)
}

function* inventNames(): Generator<[type: ModelType, name: string, trigger: string | undefined]> {
  for (const [index, name] of checkpointNames.entries()) {
    yield ['Checkpoint', name, undefined]
    yield ['Checkpoint', `${name} ${['XL', 'Flux', 'Anime', 'Photo', 'Lite'][index % 5]}`, undefined]
    if (index % 2 === 0) yield ['Checkpoint', `${name} Inpainting`, undefined]
  }
  for (const [style, trigger] of styles) {
    const name = style.replaceAll('-', ' ')
    yield ['LORA', `${name} Style`, trigger]
    yield ['LORA', `${name} Style XL`, trigger]
    yield ['LORA', `${name} for Flux`, trigger]
    yield ['LORA', `${name} Details`, trigger]
  }
  for (const type of ['VAE', 'TextualInversion', 'Controlnet'] as const) {
    for (const name of otherNames[type]) yield [type, name, type === 'TextualInversion' ? fileStem(name) : undefined]
  }
}

function buildModel(
  type: ModelType,
  name: string,
  trigger: string | undefined,
  id: number,
  choices: Choices,
): Record<string, unknown> {
  const baseModel: BaseModel = /flux/i.test(name) ? 'Flux.1 D' : name.endsWith(' XL') ? 'SDXL 1.0' : choices.pick(bases)
  const first = daysAfter('2023-03-01T10:00:00.000Z', choices.integer(0, 1100))
  const downloads = Math.round(300_000 / choices.integer(1, 100) ** 1.1)
  const rated = Math.max(1, Math.round(downloads / choices.integer(15, 60)))
  const versions = Array.from({ length: choices.integer(1, 3) }, (_, index) => {
    const publishedAt = daysAfter(first, index * choices.integer(20, 90))
    return {
      id: id * 10 + index,
      modelId: id,
      name: `v${index + 1}.0`,
      baseModel,
      createdAt: publishedAt,
      updatedAt: publishedAt,
      publishedAt,
      availability: 'Public',
      trainedWords: trigger === undefined ? [] : [trigger],
      description: null,
      stats: { downloadCount: Math.round(downloads / (index + 2)), thumbsUpCount: Math.round(rated / (index + 2)) },
      files: buildFiles({ type, name, baseModel, id: id * 10 + index, version: index + 1, scannedAt: publishedAt }),
      images: [],
      downloadUrl: '',
    }
  }).toReversed()
  return {
    id,
    name,
    type,
    description: `<p>${name} is one of the invented models of the Weighthouse sample. Its weights are noise.</p>`,
    poi: false,
    minor: false,
    // Two in a hundred are rated PG-13, so that the filter has something to hide.
    nsfw: false,
    nsfwLevel: id % 47 === 0 ? 2 : 1,
    allowNoCredit: true,
    allowCommercialUse: choices.pick([['Image'], ['Image', 'RentCivit'], ['Image', 'RentCivit', 'Rent', 'Sell']]),
    allowDerivatives: true,
    allowDifferentLicense: choices.fraction() < 0.7,
    stats: {
      downloadCount: downloads,
      favoriteCount: 0,
      thumbsUpCount: rated,
      thumbsDownCount: Math.round(rated / 90),
      commentCount: Math.round(rated / 12),
      ratingCount: 0,
      rating: 0,
      tippedAmountCount: 0,
    },
    creator: { username: choices.pick(creators), image: null },
    tags: [type === 'LORA' ? 'style' : 'base model', ...(trigger ? trigger.split(' ') : []), 'sample'],
    modelVersions: versions,
  }
}

function buildFiles(plan: {
  type: ModelType
  name: string
  baseModel: BaseModel
  id: number
  version: number
  scannedAt: string
}): Record<string, unknown>[] {
  const { type, baseModel, id } = plan
  const stem = `${fileStem(plan.name)}_v${plan.version}0`
  const sizeKB = sizes[type][baseModel]
  const file = (number: number, name: string, kind: string, size: 'full' | 'pruned', kilobytes: number) => ({
    id: id * 10 + number,
    name,
    type: kind,
    sizeKB: kilobytes,
    metadata: { format: name.endsWith('.safetensors') ? 'SafeTensor' : 'PickleTensor', size, fp: 'fp16' },
    pickleScanResult: 'Success',
    pickleScanMessage: 'No Pickle imports',
    virusScanResult: 'Success',
    scannedAt: plan.scannedAt,
    ...(number === 0 ? { primary: true } : {}),
  })
  const hasEmbeddingFormat = type === 'TextualInversion' && baseModel === 'SD 1.5'
  const main = file(0, `${stem}.${hasEmbeddingFormat ? 'pt' : 'safetensors'}`, 'Model', 'full', sizeKB)
  if (type !== 'Checkpoint') return [main]
  return [
    main,
    ...(baseModel === 'SDXL 1.0' ? [file(1, `${stem}_pruned.safetensors`, 'Pruned Model', 'pruned', sizeKB / 2)] : []),
    ...(baseModel === 'SD 1.5' ? [file(1, `${stem}.vae.safetensors`, 'VAE', 'full', sizes.VAE[baseModel])] : []),
  ]
}

function fileStem(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return words.map((word, index) => (index === 0 ? word.toLowerCase() : word)).join('')
}
