import { createdAt } from './createdAt.ts'
import type { SyntheticRecord } from './createHuggingFaceRecords.ts'
import { createVocabulary, pickSeveral } from './createVocabulary.ts'
import { makeHex } from './hex.ts'
import { createTextInventor } from './inventText.ts'
import { type CatalogPlan, civitaiIdOf, createCivitaiAuthors, textOf } from './planCatalog.ts'
import type { CatalogProfile } from './profile.ts'
import { createPicker, createQuantiles, createRandom, type Random } from './random.ts'

/** What the one word of 2023 is as the list of today. */
const commercialUses: Record<string, string[]> = {
  None: [],
  Image: ['Image'],
  Rent: ['Image', 'RentCivit', 'Rent'],
  Sell: ['Image', 'RentCivit', 'Rent', 'Sell'],
}
/** A model's level is the OR of its content's. */
const nsfwLevels = [
  [1, 30],
  [3, 20],
  [7, 15],
  [15, 10],
  [31, 15],
  [28, 5],
  [60, 1],
  [0, 4],
] as const

/** Makes the records of a plan, each from its number alone; `round` as for Hugging Face. */
export function createCivitaiRecords(
  profile: CatalogProfile,
  plan: CatalogPlan,
): (model: number, round?: number) => SyntheticRecord {
  const { civitai } = profile
  const scale = (plan.models * 0.25) / civitai.sampleSize
  const invent = createTextInventor(civitai.tags.map(([tag]) => tag))
  const pickTag = createVocabulary(civitai.tags, { scale, invent })
  const pickTrigger = createVocabulary(civitai.triggers, { scale, invent })
  const pickAuthor = createCivitaiAuthors(profile, plan.models)
  const pickType = createPicker(civitai.types)
  const pickCommercialUse = createPicker(civitai.commercialUse)
  const pickBaseModel = createPicker(civitai.baseModels)
  const pickNsfwLevel = createPicker<number>(nsfwLevels)
  const countTags = createQuantiles(civitai.tagsQuantiles)
  const countTriggers = createQuantiles(civitai.triggersQuantiles)
  const countVersions = createQuantiles(civitai.versionsQuantiles)
  const countFiles = createQuantiles(civitai.filesQuantiles)
  const drawDownloads = createQuantiles(civitai.downloadsQuantiles)
  const drawLikes = createQuantiles(civitai.likesQuantiles)
  const drawKilobytes = createQuantiles(civitai.kilobytesQuantiles)

  const makeVersion = (model: number, id: number, name: string, time: number, random: Random): SyntheticRecord => {
    const stem = name.replaceAll(/[^A-Za-z0-9]+/g, '').slice(0, 30) || 'model'
    return {
      id,
      modelId: civitaiIdOf(model),
      name: `v${1 + (id % 30)}.0`,
      createdAt: new Date(time).toISOString(),
      updatedAt: new Date(time + Math.floor(random() * 1e9)).toISOString(),
      trainedWords: pickSeveral(pickTrigger, countTriggers(random), random),
      baseModel: pickBaseModel(random),
      stats: { downloadCount: Math.floor(random() * 900), ratingCount: 0, rating: 0 },
      files: Array.from({ length: Math.min(5, countFiles(random)) }, (_, file) => ({
        name: `${stem}_v${id % 30}${file === 0 ? '' : `_${file}`}.safetensors`,
        id: id * 5 + file,
        sizeKB: drawKilobytes(random) + Math.floor(random() * 1024) / 1024,
        type: file === 0 ? 'Model' : 'Training Data',
        metadata: {
          fp: random() < 0.8 ? 'fp16' : 'fp32',
          size: random() < 0.7 ? 'full' : 'pruned',
          format: 'SafeTensor',
        },
        pickleScanResult: 'Success',
        pickleScanMessage: 'No Pickle imports',
        virusScanResult: 'Success',
        scannedAt: new Date(time + 60_000).toISOString(),
        hashes: makeHashes(random),
        downloadUrl: `https://civitai.com/api/download/models/${id}`,
        ...(file === 0 ? { primary: true } : {}),
      })),
      downloadUrl: `https://civitai.com/api/download/models/${id}`,
      images: [],
    }
  }

  return (model, round = 0) => {
    const random = createRandom(plan.seed, model, 1)
    const changed = round > 0 ? createRandom(plan.seed, model, 2, round) : undefined
    const name = textOf(plan, model)
    const id = civitaiIdOf(model)
    const nsfwLevel = pickNsfwLevel(random)
    const use = pickCommercialUse(random)
    const time = createdAt((model + random()) / plan.models)
    const versions = Math.max(1, countVersions(random))
    const downloads = drawDownloads(random)
    return {
      id,
      name,
      type: pickType(random),
      poi: false,
      nsfw: (nsfwLevel & 60) !== 0,
      nsfwLevel,
      allowNoCredit: random() < 0.6,
      allowCommercialUse: random() < 0.7 ? (commercialUses[use] ?? [use]) : use,
      allowDerivatives: random() < 0.8,
      allowDifferentLicense: random() < 0.6,
      stats: {
        downloadCount: downloads + (changed ? 1 + Math.floor(changed() * (20 + downloads / 10)) : 0),
        favoriteCount: drawLikes(random),
        commentCount: Math.floor(random() ** 4 * 40),
        ratingCount: 0,
        rating: 0,
      },
      creator: { username: pickAuthor(random) },
      tags: [
        ...pickSeveral(pickTag, countTags(random), random),
        ...(changed && changed() < 0.12 ? [pickTag(changed)] : []),
      ],
      modelVersions: Array.from({ length: versions }, (_, index) =>
        makeVersion(
          model,
          1_000_000 + model * 30 + (versions - 1 - index),
          name,
          time + (versions - index) * 1e8,
          random,
        ),
      ),
    }
  }
}

function makeHashes(random: Random): Record<string, string> {
  const sha256 = makeHex(random, 64).toUpperCase()
  return {
    AutoV1: makeHex(random, 8).toUpperCase(),
    AutoV2: sha256.slice(0, 10),
    SHA256: sha256,
    CRC32: makeHex(random, 8).toUpperCase(),
    BLAKE3: makeHex(random, 64).toUpperCase(),
  }
}
