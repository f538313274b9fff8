/* oxlint-disable node/no-process-env, vitest/no-conditional-tests -- the real records are not everywhere */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { civitaiModel } from './civitai/civitaiModel.ts'
import { toCivitaiEntry } from './civitai/toCivitaiEntry.ts'
import { huggingFaceModel } from './huggingface/huggingFaceModel.ts'
import { toHuggingFaceEntry } from './huggingface/toHuggingFaceEntry.ts'
import { parsePage, parseTolerantly } from './parseTolerantly.ts'
import type { Entry } from './source.ts'

const schema = z.looseObject({
  id: z.string(),
  size: z.number().optional(),
  parts: z.array(z.looseObject({ name: z.string(), size: z.number().optional() })).optional(),
})

test('a record that fits is kept whole, unknown fields too', () => {
  expect(parseTolerantly(schema, { id: 'a', novel: { deep: [1] } })).toEqual({
    record: { id: 'a', novel: { deep: [1] } },
    dropped: [],
  })
})

test('what does not fit is left out as deep inside as can be, and the input stays as it was', () => {
  const json = {
    id: 'a',
    size: '9',
    parts: [{ name: 1 }, { name: 'b', size: null }, { size: 2 }, { name: 'c' }, 'd'],
  }
  const before = structuredClone(json)
  const parsed = parseTolerantly(schema, json)
  expect(parsed.record).toEqual({ id: 'a', parts: [{ name: 'b' }, { name: 'c' }] })
  expect(parsed.reason).toBeUndefined()
  expect(json).toEqual(before)
})

test('a record without what it cannot do without is refused, and the reason names the field', () => {
  expect(parseTolerantly(schema, { id: 7, size: 1 }).reason).toContain('id')
  expect(parseTolerantly(schema, []).reason).toContain('object')
})

test('a page keeps what fits, counts what was left out and names what was refused', () => {
  expect(parsePage(schema, [{ id: 'a', size: 'x' }, { id: 'b', size: 'y' }, { id: 7 }, null])).toEqual({
    records: [{ id: 'a' }, { id: 'b' }],
    rejected: [
      { id: '7', reason: expect.stringContaining('id') },
      { id: undefined, reason: expect.stringContaining('null') },
    ],
    drifted: { size: 2 },
  })
})

async function readEntries<R>(file: string, schema: z.ZodType<R>, toEntry: (record: R) => Entry) {
  const counts = { rejected: 0, dropped: 0, withLicense: 0, withParents: 0, files: 0 }
  const slugs = new Set<string>()
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) })
  for await (const line of lines) {
    const parsed = parseTolerantly(schema, JSON.parse(line))
    if (parsed.reason !== undefined) {
      counts.rejected += 1
      continue
    }
    const entry = toEntry(parsed.record)
    slugs.add(entry.slug)
    counts.dropped += parsed.dropped.length
    counts.withLicense += entry.license === undefined ? 0 : 1
    counts.withParents += entry.baseModels.length > 0 ? 1 : 0
    counts.files += entry.siblings.length
  }
  return { slugs: slugs.size, ...counts }
}

const folder = process.env['WEIGHTHOUSE_REAL_DATA']
if (folder) {
  describe('real records', () => {
    test('15,904 Hugging Face models become as many entries', async () => {
      expect(
        await readEntries(join(folder, 'huggingface-models.ndjson.gz'), huggingFaceModel, toHuggingFaceEntry),
      ).toEqual({ slugs: 15_904, rejected: 0, dropped: 0, withLicense: 11_501, withParents: 8546, files: 0 })
    })

    // The rejected ones have `.git` at the end or more than 200 characters in a name, as the site allowed until 2022.
    test('57,623 Hugging Face models of several years become 57,600 entries', async () => {
      expect(
        await readEntries(join(folder, 'huggingface-models-large.ndjson.gz'), huggingFaceModel, toHuggingFaceEntry),
      ).toEqual({ slugs: 57_600, rejected: 23, dropped: 0, withLicense: 28_235, withParents: 12_850, files: 369_168 })
    })

    test('6,917 CivitAI models become as many entries', async () => {
      expect(await readEntries(join(folder, 'civitai-models.ndjson.gz'), civitaiModel, toCivitaiEntry)).toEqual({
        slugs: 6917,
        rejected: 0,
        dropped: 0,
        withLicense: 6917,
        withParents: 0,
        files: 7637,
      })
    })
  })
}
