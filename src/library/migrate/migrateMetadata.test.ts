import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestLibrary } from '../../../test/support/openTestLibrary.ts'
import { modelMetadataSchema } from '../metadata.ts'
import { checkWritable, readMetadata } from '../readMetadata.ts'
import { migrateMetadata } from './migrateMetadata.ts'

const sha256 = 'ab'.repeat(32)

const pumas = {
  schema_version: 2,
  model_id: 'diffusion/qwen/qwen-image-2512',
  family: 'qwen',
  model_type: 'diffusion',
  official_name: 'Qwen-Image-2512',
  cleaned_name: 'qwen-image-2512',
  base_model: 'Qwen/Qwen-Image',
  tags: ['image'],
  repo_id: 'Qwen/Qwen-Image-2512',
  upstream_revision: 'main',
  hashes: { sha256: sha256.toUpperCase(), blake3: '' },
  files: [
    { name: 'model.safetensors', original_name: 'model.safetensors', size: 12, sha256: null, blake3: 'cd'.repeat(32) },
  ],
  added_date: '2026-01-06T10:00:00.123456',
  updated_date: '2026-01-07T10:00:00Z',
  metadata_needs_review: true,
  match_method: 'filename_fuzzy',
  match_confidence: 0.4,
  inference_settings: [{ key: 'steps', default: 20 }],
  notes: 'keep me',
}

describe('metadata.json of Pumas', () => {
  test('of version 2 is taken in, with all that nobody here knows', () => {
    const metadata = modelMetadataSchema.parse(migrateMetadata(pumas, 'diffusion/qwen/qwen-image-2512'))
    expect(metadata).toMatchObject({
      schema_version: 1,
      slug: 'Qwen--Qwen-Image-2512',
      source: 'huggingface',
      repo_id: 'Qwen/Qwen-Image-2512',
      model_id: 'qwen-image-2512',
      model_type: 'diffusion',
      base_model: ['Qwen/Qwen-Image'],
      size_bytes: 12,
      added_at: '2026-01-06T10:00:00.123Z',
      identification: { method: 'name', confidence: 0.4, needs_review: true },
      inference_settings: [{ key: 'steps', default: 20 }],
      notes: 'keep me',
    })
    expect(metadata.files).toEqual([
      expect.objectContaining({
        path: 'model.safetensors',
        size: 12,
        sha256,
        hashes: { blake3: 'cd'.repeat(32) },
        placement: 'own',
      }),
    ])
  })

  test('of version 1, where every field may be missing, is taken in', () => {
    const metadata = modelMetadataSchema.parse(
      migrateMetadata({ model_id: 'thing', official_name: 'A Thing!' }, 'unknown/unknown/thing'),
    )
    expect(metadata).toMatchObject({
      source: 'local',
      model_type: 'unknown',
      family: 'unknown',
      files: [],
      model_id: 'thing',
    })
    expect(metadata.slug).toMatch(/^local-[0-9a-f]{16}$/)
  })

  test('leaves out files whose names must not touch a disk', () => {
    const files = [
      { name: '../../../etc/passwd', size: 1 },
      { name: 'ok.bin', size: 2 },
    ]
    expect(migrateMetadata({ ...pumas, files }, 'a/b/c')).toMatchObject({ files: [{ path: 'ok.bin' }], size_bytes: 2 })
  })

  test('that speaks of files elsewhere is not ours to read', () => {
    expect(migrateMetadata({ ...pumas, storage_kind: 'external_reference' }, 'a/b/c')).toMatchObject({
      model_id: pumas.model_id,
    })
  })
})

test('any JSON is brought to the present version, or comes back for validation to refuse', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.record(Object.fromEntries(Object.keys(pumas).map((key) => [key, fc.jsonValue()])))),
      (json) => {
        const migrated = migrateMetadata(json, 'a/b/c')
        expect(migrated === json || typeof migrated === 'object').toBe(true)
      },
    ),
  )
})

describe('a metadata.json in a folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'weighthouse-migrate-')), 'llm', 'x', 'm')
    await mkdir(folder, { recursive: true })
  })
  afterEach(() => rm(join(folder, '..', '..', '..'), { recursive: true }))

  const ours = {
    slug: 'owner--name',
    source: 'huggingface',
    repo_id: 'owner/name',
    model_id: 'm',
    model_type: 'llm',
    official_name: 'owner/name',
    cleaned_name: 'm',
    size_bytes: 0,
    files: [],
    added_at: '2026-01-01T00:00:00.000Z',
  }

  test('from before versions were counted gets what it lacks', async () => {
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(ours))
    expect(await readMetadata(folder)).toMatchObject({ schema_version: 1, tags: [], license: null, family: 'unknown' })
  })

  test('of a newer version is shown, and refused to be written', async () => {
    const newer = {
      ...ours,
      schema_version: 7,
      revision: '',
      commit: '',
      subtype: 'full',
      family: 'x',
      tags: [],
      base_model: [],
      license: null,
      updated_at: ours.added_at,
      of_tomorrow: { a: 1 },
    }
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(newer))
    const metadata = await readMetadata(folder)
    expect(metadata).toMatchObject({ schema_version: 7, of_tomorrow: { a: 1 } })
    expect(() => checkWritable(metadata!, folder)).toThrow(/written by a newer Weighthouse \(version 7/)
  })

  test.each(['../x', '/etc/passwd', 'a/../../x', '..'])(
    'with the path %s, which leaves its folder, is not read',
    async (path) => {
      for (const storage of [{}, { storage_kind: 'external_reference' }]) {
        const files = [{ path, size: 1, placement: 'own' }]
        await writeFile(join(folder, 'metadata.json'), JSON.stringify({ ...ours, ...storage, files }))
        await expect(readMetadata(folder)).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
      }
    },
  )

  test('of a model in place may name files that only this system can hold', async () => {
    const files = [{ path: 'loras/what? con.safetensors ', size: 1, placement: 'in_place' }]
    await writeFile(
      join(folder, 'metadata.json'),
      JSON.stringify({ ...ours, storage_kind: 'external_reference', files }),
    )
    expect((await readMetadata(folder))?.files).toHaveLength(1)
  })

  test('that is broken names the file and the field', async () => {
    await writeFile(join(folder, 'metadata.json'), JSON.stringify({ ...ours, model_type: 'car' }))
    await expect(readMetadata(folder)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(join(folder, 'metadata.json')),
      details: { field: 'model_type' },
    })
  })
})

describe('a model of a newer version in the library', () => {
  test('is listed, takes notes, and keeps its metadata.json byte by byte through scan, edit and pull', async () => {
    const home = await openTestLibrary()
    try {
      const { path } = await home.shelve('owner--name', { 'a.txt': 'a' })
      const metadata = JSON.parse(await readFile(join(path, 'metadata.json'), 'utf8')) as object
      const newer = JSON.stringify({ ...metadata, schema_version: 2, of_tomorrow: true })
      await writeFile(join(path, 'metadata.json'), newer)
      await home.library.scan()
      expect((await home.library.list()).models).toMatchObject([{ slug: 'owner--name' }])
      await home.library.rewrite('owner--name', () => ({ overrides: { notes: 'mine' } }))
      await expect(
        home.library.rewrite('owner--name', (model) => ({ metadata: model.metadata })),
      ).rejects.toMatchObject({ code: 'UNSUPPORTED' })
      await expect(home.shelve('owner--name', { 'a.txt': 'b' }, { commit: '2' })).rejects.toMatchObject({
        code: 'UNSUPPORTED',
      })
      expect(await readFile(join(path, 'metadata.json'), 'utf8')).toBe(newer)
      expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('a')
      expect((await home.library.get('owner--name')).user).toEqual({ notes: 'mine' })
    } finally {
      await home.close()
    }
  })
})
