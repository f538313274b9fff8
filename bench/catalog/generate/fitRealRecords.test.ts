import { join } from 'node:path'

import { expect, test } from 'vitest'

import { percentile } from '../measure/times.ts'
import { createRecords } from './createRecords.ts'
import { loadProfile } from './loadProfile.ts'
import { idOf, isCivitai, planCatalog } from './planCatalog.ts'
import { readNdjson } from './readNdjson.ts'

const folder = process.env['WEIGHTHOUSE_REAL_DATA'] ?? ''
const models = 40_000

test('a fitted catalog looks like the real records, and gives none of their ids away', async () => {
  const profile = await loadProfile(folder)
  const plan = planCatalog(profile, models, 3)
  const makeRecord = createRecords(profile, plan)
  const real = { ids: new Set<string>(), tags: [] as number[], words: new Set<string>(), names: 0 }
  for await (const line of readNdjson(join(folder, 'huggingface-models-large.ndjson.gz'))) {
    const { id, tags }: { id: string; tags?: string[] } = JSON.parse(line)
    real.ids.add(id.toLowerCase())
    real.tags.push(tags?.length ?? 0)
    if (real.names++ < models * 0.75) for (const word of wordsOf(id)) real.words.add(word)
  }
  const made = { bytes: 0, count: 0, tags: [] as number[], words: new Set<string>() }
  for (let model = 0; model < models; model++) {
    if (isCivitai(model)) continue
    const record = makeRecord(model)
    const id = idOf(plan, model)
    if (id.includes('/')) expect(real.ids.has(id.toLowerCase())).toBe(false)
    made.bytes += Buffer.byteLength(JSON.stringify(record))
    made.count++
    made.tags.push(Array.isArray(record['tags']) ? record['tags'].length : 0)
    for (const word of wordsOf(id)) made.words.add(word)
  }
  const { bytesPerRecord = 0 } = profile.huggingface
  expect(made.bytes / made.count / bytesPerRecord).toBeGreaterThan(0.85)
  expect(made.bytes / made.count / bytesPerRecord).toBeLessThan(1.15)
  for (const share of [0.5, 0.9]) {
    expect(Math.abs(percentile(made.tags, share) - percentile(real.tags, share))).toBeLessThanOrEqual(3)
  }
  expect(made.words.size / real.words.size).toBeGreaterThan(0.7)
  expect(made.words.size / real.words.size).toBeLessThan(1.3)
})

function wordsOf(id: string): string[] {
  return id
    .slice(id.indexOf('/') + 1)
    .toLowerCase()
    .split(/[-_. ]+/)
}
