import { buildRecord, type SampleModel } from './buildRecord.ts'
import { inventModels } from './inventModels.ts'
import { createChoices } from './random.ts'

const mostDownloads = 4_200_000
const newSince = '2026-07-15'

/**
 * About 300 models as Hugging Face would list them, all of them invented: families with fine-tunes, quantizations,
 * adapters and merges, image, audio and vision models. Always the same. Downloads fall with the rank as in life.
 */
export function* sampleHuggingFaceRecords(): Generator<Record<string, unknown>> {
  const choices = createChoices(7878)
  const models = withoutDoubles(inventModels(choices))
  const ranking = [...models].sort((a, b) => b.fame - a.fame)
  const rankOf = new Map(ranking.map((model, index) => [model, index + 1]))
  for (const model of models) {
    const downloads = Math.round(mostDownloads / (rankOf.get(model) ?? 1) ** 1.35)
    const likes = Math.round(downloads ** 0.55 * (0.4 + choices.fraction()))
    const isNew = model.created > newSince
    const trendingScore = Math.round(likes * (isNew ? 0.5 : 0.02) * choices.fraction())
    yield buildRecord(model, { downloads, likes, trendingScore })
  }
}

function withoutDoubles(models: readonly SampleModel[]): SampleModel[] {
  return [...new Map(models.map((model) => [`${model.owner}/${model.name}`, model])).values()]
}
