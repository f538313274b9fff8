import { z } from 'zod'

import { baseModels } from './baseModels.ts'
import type { CivitaiProfile } from './profile.ts'
import { takeQuantiles } from './random.ts'
import { readNdjson } from './readNdjson.ts'
import { Tally } from './tally.ts'

const sampleRecord = z.object({
  name: z.string(),
  type: z.string(),
  allowCommercialUse: z.string(),
  stats: z.object({ downloadCount: z.number(), favoriteCount: z.number() }),
  creator: z.object({ username: z.string() }).nullish(),
  tags: z.array(z.string()),
  modelVersions: z.array(
    z.object({ trainedWords: z.array(z.string()), files: z.array(z.object({ sizeKB: z.number() })) }),
  ),
})

/**
 * Counts what a synthetic catalog needs to look like these records. The base models are not theirs: the crawl of 2023
 * knows only the first, so they are of 2026; see baseModels.ts.
 */
export async function fitCivitai(path: string): Promise<CivitaiProfile> {
  const models: z.infer<typeof sampleRecord>[] = []
  let bytes = 0
  for await (const line of readNdjson(path)) {
    bytes += Buffer.byteLength(line)
    models.push(sampleRecord.parse(JSON.parse(line)))
  }
  const versions = models.flatMap(({ modelVersions }) => modelVersions)
  return {
    sampleSize: models.length,
    bytesPerRecord: bytes / models.length,
    names: models.map(({ name }) => name),
    authors: Tally.of(models.flatMap(({ creator }) => creator?.username ?? [])),
    types: Tally.of(models.map(({ type }) => type)),
    tags: Tally.of(models.flatMap(({ tags }) => tags)),
    triggers: Tally.of(versions.flatMap(({ trainedWords }) => trainedWords.map((word) => word.slice(0, 120)))),
    commercialUse: Tally.of(models.map(({ allowCommercialUse }) => allowCommercialUse)),
    baseModels,
    tagsQuantiles: takeQuantiles(models.map(({ tags }) => tags.length)),
    triggersQuantiles: takeQuantiles(versions.map(({ trainedWords }) => Math.min(trainedWords.length, 30))),
    versionsQuantiles: takeQuantiles(models.map(({ modelVersions }) => Math.min(modelVersions.length, 30))),
    filesQuantiles: takeQuantiles(versions.map(({ files }) => files.length)),
    downloadsQuantiles: takeQuantiles(models.map(({ stats }) => stats.downloadCount)),
    likesQuantiles: takeQuantiles(models.map(({ stats }) => stats.favoriteCount)),
    kilobytesQuantiles: takeQuantiles(versions.flatMap(({ files }) => files.map(({ sizeKB }) => sizeKB))),
  }
}
