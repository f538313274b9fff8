import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Entry } from '../../../src/sources/source.ts'
import { readEntry } from '../peers/peerRow.ts'
import { builtInProfile } from './builtInProfile.ts'
import { createRecords } from './createRecords.ts'
import { idOf, isCivitai, parentsOf, planCatalog } from './planCatalog.ts'
import { writeCatalogFile } from './writeCatalogFile.ts'

const models = 12_000
const profile = builtInProfile()
const plan = planCatalog(profile, models, 7)
let folder: string
let text: string
let entries: Entry[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-bench-test-'))
  const path = join(folder, 'catalog.ndjson')
  const bytes = await writeCatalogFile(path, { profile, plan, models: Array(models).keys() })
  text = await readFile(path, 'utf8')
  expect(Buffer.byteLength(text)).toBe(bytes)
  entries = text
    .trimEnd()
    .split('\n')
    .map((line) => readEntry(JSON.parse(line)))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the same seed gives the same records, however they are asked for', () => {
  const makeRecord = createRecords(profile, planCatalog(profile, models, 7))
  const lines = text.trimEnd().split('\n')
  for (const model of [0, 1, 2999, 3000, 5432, models - 1]) expect(JSON.stringify(makeRecord(model))).toBe(lines[model])
  const other = createRecords(profile, planCatalog(profile, models, 8))
  expect(JSON.stringify(other(1))).not.toBe(lines[1])
})

test('every record is understood by its source, and no two have the same id', () => {
  expect(entries.map(({ id }) => id)).toEqual(entries.map((_, model) => idOf(plan, model)))
  expect(new Set(entries.map(({ slug }) => slug.toLowerCase())).size).toBe(models)
  expect(entries.filter(({ source }) => source === 'civitai')).toHaveLength(models / 4)
})

test('more than seven in ten Hugging Face models have no downloads, and a few have most', () => {
  const downloads = entries.filter(({ source }) => source === 'huggingface').map((entry) => entry.downloads)
  expect(downloads.filter((count) => count === 0).length / downloads.length).toBeGreaterThan(0.7)
  const sorted = downloads.toSorted((a, b) => b - a)
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
  expect(sum(sorted.slice(0, sorted.length / 100)) / sum(sorted)).toBeGreaterThan(0.5)
})

test('parents of the plan are the parents of the entries, and few are missing', () => {
  let missing = 0
  let relations = 0
  entries.forEach((entry, model) => {
    const parents = [...parentsOf(plan, model)]
    relations += parents.length
    missing += parents.filter((parent) => parent < 0).length
    const known = parents.filter((parent) => parent >= 0 && parent !== model).map((parent) => idOf(plan, parent))
    expect(entry.baseModels.map(({ id }) => id)).toEqual(expect.arrayContaining(known))
  })
  expect(relations / entries.filter(({ source }) => source === 'huggingface').length).toBeGreaterThan(0.28)
  expect(missing / relations).toBeLessThan(0.1)
  expect(missing).toBeGreaterThan(0)
})

test('families reach one in one hundred models, chains twenty steps, and some models are their own parents', () => {
  const children = Array.from({ length: models }, () => 0)
  let selfLoops = 0
  for (let model = 0; model < models; model++) {
    for (const parent of parentsOf(plan, model)) {
      if (parent === model) selfLoops++
      else if (parent >= 0) children[parent] = (children[parent] ?? 0) + 1
    }
  }
  expect(Math.max(...children) / models).toBeGreaterThan(0.007)
  expect(Math.max(...children) / models).toBeLessThan(0.013)
  expect(selfLoops).toBeGreaterThan(0)
  const depthOf = (model: number, steps = 0): number => {
    const parent = parentsOf(plan, model)[0]
    return parent === undefined || parent < 0 || steps > 40 ? steps : depthOf(parent, steps + 1)
  }
  const depths = entries.map((_, model) => depthOf(model)).filter((depth) => depth <= 40)
  expect(Math.max(...depths)).toBe(20)
})

test('a later round changes numbers, and keeps what a model is', () => {
  const makeRecord = createRecords(profile, plan)
  for (const model of [10, 3500, 9000]) {
    const [before, after] = [readEntry(makeRecord(model)), readEntry(makeRecord(model, 1))]
    expect(after.id).toBe(before.id)
    expect(after.name).toBe(before.name)
    expect(after.author).toBe(before.author)
    expect(after.downloads).toBeGreaterThan(before.downloads)
    expect(isCivitai(model) || (after.updatedAt ?? 0) > (before.updatedAt ?? 0)).toBe(true)
  }
})
