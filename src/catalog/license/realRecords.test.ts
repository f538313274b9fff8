/* oxlint-disable node/no-process-env -- the real records are not everywhere */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { civitaiModel } from '../../sources/civitai/civitaiModel.ts'
import { licenseId } from '../../sources/civitai/licenseId.ts'
import { classifyLicense } from './classifyLicense.ts'

const folder = process.env['WEIGHTHOUSE_REAL_DATA'] ?? ''

async function* readLicenses(file: string): AsyncGenerator<string | undefined> {
  const tagged = z.looseObject({ tags: z.array(z.string()) })
  for await (const line of createInterface({ input: createReadStream(join(folder, file)).pipe(createGunzip()) })) {
    const record: unknown = JSON.parse(line)
    if (file.startsWith('civitai')) yield licenseId(civitaiModel.parse(record))
    else
      yield tagged
        .parse(record)
        .tags.find((tag) => tag.startsWith('license:'))
        ?.slice('license:'.length)
  }
}

async function countClasses(file: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for await (const license of readLicenses(file)) {
    const found = classifyLicense(license)
    counts[found] = (counts[found] ?? 0) + 1
  }
  return counts
}

test('the licenses of the real Hugging Face models have these classes, most being unknown because there is none', async () => {
  expect(await countClasses('huggingface-models-large.ndjson.gz')).toEqual({
    permissive: 22_349,
    copyleft: 611,
    'non-commercial': 983,
    custom: 4101,
    unknown: 29_579,
  })
})

test('the permissions of the real CivitAI models have these classes', async () => {
  expect(await countClasses('civitai-models.ndjson.gz')).toEqual({
    permissive: 2573,
    copyleft: 32,
    'non-commercial': 2644,
    custom: 1668,
  })
})
