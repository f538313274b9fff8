import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { renderSchemas } from '../scripts/renderSchemas.ts'
import { overridesSchema } from '../src/library/overrides.ts'
import { openTestLibrary, type TestLibrary } from './support/openTestLibrary.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'schemas')

function published(name: string): z.ZodType {
  return z.fromJSONSchema(
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0],
  )
}

test('the published schemas are those that the program reads files by', () => {
  for (const [name, text] of renderSchemas()) {
    const there = JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown
    expect(there, `${name} is old: npm run docs`).toEqual(JSON.parse(text))
  }
})

describe('a metadata.json that the program wrote', () => {
  let home: TestLibrary
  beforeEach(async () => {
    home = await openTestLibrary()
  })
  afterEach(() => home.close())

  test('is of the published schema, also with fields of somebody else', async () => {
    const { path } = await home.shelve('owner--name', { 'model.gguf': 'bytes', 'README.md': '# Hi' })
    const metadata = JSON.parse(await readFile(join(path, 'metadata.json'), 'utf8')) as Record<string, unknown>
    const schema = published('metadata.v1.schema.json')
    expect(schema.safeParse(metadata).error).toBeUndefined()
    expect(schema.safeParse({ ...metadata, theirs: { x: 1 } }).success).toBe(true)
    for (const field of ['slug', 'files', 'schema_version', 'model_type']) {
      const { [field]: _gone, ...rest } = metadata
      expect(schema.safeParse(rest).success, `without ${field}`).toBe(false)
    }
    expect(schema.safeParse({ ...metadata, schema_version: 2 }).success).toBe(false)
  })
})

test.each([
  {},
  { notes: 'mine', favourite: true, rating: 5, tags: ['a'], title: 'T', theirs: 1 },
  {
    version_ranges: { comfyui: '>=0.3.0 <1' },
    apps: { exclude: ['a1111'] },
    links: { comfyui: { folder: 'loras/x', name: 'y.safetensors' } },
  },
  { identity: { model_type: 'diffusion', subtype: 'loras', family: 'sdxl', base_model: ['SDXL 1.0'] } },
  { updates: { ignore: true } },
  { updates: { ignore: ['128713', 128_714] } },
])('%j is an overrides.json to the program and to the published schema', (overrides) => {
  expect(overridesSchema.safeParse(overrides).success).toBe(true)
  expect(published('overrides.v1.schema.json').safeParse(overrides).success).toBe(true)
})

test.each([
  { rating: 6 },
  { rating: 2.5 },
  { favourite: 'yes' },
  { identity: { model_type: 'car' } },
  { tags: 'a' },
  { updates: { ignore: false } },
])('%j is none to either', (overrides) => {
  expect(overridesSchema.safeParse(overrides).success).toBe(false)
  expect(published('overrides.v1.schema.json').safeParse(overrides).success).toBe(false)
})
