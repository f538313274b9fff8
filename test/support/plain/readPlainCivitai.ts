import { z } from 'zod'

import { numberOf, plainClass, type PlainModel, textOf, timeOf } from './plainModel.ts'

const schema = z.looseObject({
  id: z.number(),
  tags: z.array(z.unknown()).nullish(),
  creator: z.record(z.string(), z.unknown()).nullish(),
  stats: z.record(z.string(), z.unknown()).nullish(),
  modelVersions: z
    .array(
      z.looseObject({
        trainedWords: z.array(z.string()).nullish(),
        files: z.array(z.looseObject({ metadata: z.record(z.string(), z.unknown()).nullish() })).nullish(),
      }),
    )
    .nullish(),
})

const formats: Record<string, string> = { SafeTensor: 'safetensors', PickleTensor: 'pickle' }

/** One record of CivitAI, as of 2023, as tests see it. */
export function readPlainCivitai(json: unknown): PlainModel {
  const record = schema.parse(json)
  const versions = (record.modelVersions ?? []).filter(
    (version) => !version['status'] || version['status'] === 'Published',
  )
  const files = versions[0]?.files ?? []
  const sizes = files.map(({ sizeKB }) => (typeof sizeKB === 'number' ? Math.trunc(sizeKB * 1024) : undefined))
  const times = (...fields: string[]) =>
    versions.flatMap((version) => fields.flatMap((field) => timeOf(version[field]) ?? []))
  const created = times('publishedAt', 'createdAt')
  const updated = times('publishedAt', 'updatedAt', 'createdAt')
  const license = readLicense(record)
  const tags = (record.tags ?? []).flatMap(
    (tag) => textOf(z.object({ name: z.string() }).safeParse(tag).data?.name ?? tag) ?? [],
  )
  return {
    source: 'civitai',
    id: String(record.id),
    name: textOf(record['name']) ?? `Model ${record.id}`,
    author: textOf(record.creator?.['username']),
    task: textOf(record['type'])?.toLowerCase(),
    library: undefined,
    license,
    licenseClass: plainClass(license),
    languages: new Set(),
    formats: new Set(files.flatMap(({ metadata }) => formats[String(metadata?.['format'])] ?? [])),
    tags: new Set(tags),
    datasets: new Set(),
    bases: new Set(versions.flatMap(({ baseModel }) => textOf(baseModel) ?? [])),
    parents: [],
    quantized: [],
    others: new Set(),
    more: versions.flatMap(({ trainedWords }) => trainedWords ?? []),
    parameters: undefined,
    bytes: isSum(sizes) && record['mode'] === undefined ? sizes.reduce((sum, size) => sum + size, 0) : undefined,
    downloads: numberOf(record.stats?.['downloadCount']) ?? 0,
    likes: numberOf(record.stats?.['thumbsUpCount'] ?? record.stats?.['favoriteCount']) ?? 0,
    created: created.length > 0 ? Math.min(...created) : undefined,
    updated: updated.length > 0 ? Math.max(...updated) : undefined,
    gated: false,
    nsfw: numberOf(record['nsfwLevel']) || (record['nsfw'] === true ? 4 + 8 + 16 : 0),
  }
}

function isSum(sizes: readonly (number | undefined)[]): sizes is number[] {
  return sizes.length > 0 && sizes.every((size) => size !== undefined)
}

/** In 2023 `allowCommercialUse` was one word. */
function readLicense(record: Record<string, unknown>): string | undefined {
  const uses: Record<string, string> = { Sell: 'sell', Rent: 'rent', Image: 'images', None: 'noncommercial' }
  const use = uses[String(record['allowCommercialUse'])]
  if (use === undefined) return undefined
  return [
    `civitai-${use}`,
    ...(record['allowNoCredit'] === false ? ['attribution'] : []),
    ...(record['allowDerivatives'] === false ? ['noderivatives'] : []),
    ...(record['allowDifferentLicense'] === false ? ['sharealike'] : []),
  ].join('-')
}
