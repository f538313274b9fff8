import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestLibrary, type TestLibrary } from '../../../test/support/openTestLibrary.ts'
import { applyOverrides } from '../applyOverrides.ts'
import type { Identification } from '../identify/identification.ts'
import type { ModelMetadata } from '../metadata.ts'
import { type Overrides, overridesSchema } from '../overrides.ts'
import { applyIdentification, keepWhatHashesSaid } from './applyIdentification.ts'
import { decideIdentity, withdrawDecision } from './decideIdentity.ts'
import { editUserFields } from './editUserFields.ts'
import { importPreview, importUserFields } from './importSidecars.ts'

const token = '0123456789abcdef'
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100)])

/** A model that was known by its hash. */
const found: ModelMetadata = {
  schema_version: 1,
  slug: 'local-0123456789abcdef',
  source: 'local',
  repo_id: 'x',
  revision: '',
  commit: '',
  model_id: 'x',
  model_type: 'diffusion',
  subtype: 'loras',
  family: 'sdxl',
  official_name: 'Neon',
  cleaned_name: 'Neon',
  tags: ['style'],
  base_model: ['SDXL 1.0'],
  license: null,
  size_bytes: 1,
  files: [{ path: 'x', size: 1, sha256: 'ab'.repeat(32), placement: 'in_place' }],
  identified: { source: 'civitai', model_id: '1' },
  identification: { method: 'hash', confidence: 0.97, needs_review: false, evidence: [] },
  added_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
}
describe('what a user writes of a model', () => {
  let home: TestLibrary
  beforeEach(async () => {
    home = await openTestLibrary()
    await home.shelve('owner--name', { 'a.txt': 'a' })
  })
  afterEach(() => home.close())

  const edit = (change: Parameters<typeof editUserFields>[2]) =>
    home.library.rewrite('owner--name', ({ metadata, overrides }) => ({
      overrides: editUserFields(overrides, metadata, change),
    }))

  test('is shown, found, and survives pull, scan and rebuild', async () => {
    await edit({ notes: 'good for lists', title: 'Otter', rating: 4, favourite: true, addTags: ['daily'] })
    const user = { notes: 'good for lists', title: 'Otter', rating: 4, favourite: true, tags: ['daily'] }
    expect((await home.library.list({ query: 'otter' })).models).toMatchObject([{ user, tags: ['daily'] }])
    expect((await home.library.list({ query: 'daily lists' })).total).toBe(1)
    expect((await home.library.list({ favourite: true })).total).toBe(1)
    await home.shelve('owner--name', { 'a.txt': 'b' }, { commit: '2' })
    await home.library.scan({ rebuild: true })
    expect((await home.library.list({ query: 'otter' })).models).toMatchObject([{ user, commit: '2' }])
    const reopened = await home.reopen()
    expect((await reopened.get('owner--name')).user).toEqual(user)
  })

  test('can be taken away field by field', async () => {
    await edit({ notes: 'x', title: 'Otter', rating: 4, favourite: true, addTags: ['daily'] })
    const model = await edit({ notes: '', title: '', rating: 0, favourite: false, removeTags: ['daily'] })
    expect(model.user).toEqual({})
    expect((await home.library.list({ query: 'otter' })).total).toBe(0)
    expect((await home.library.list({ favourite: true })).total).toBe(0)
  })

  test('keeps what nobody here knows, and refuses what the file cannot hold', async () => {
    const { path } = await home.library.get('owner--name')
    await writeFile(
      join(path, 'overrides.json'),
      JSON.stringify({ theirs: { deep: [1] }, version_ranges: { comfyui: '>=1' } }),
    )
    await edit({ notes: 'x' })
    const written = JSON.parse(await readFile(join(path, 'overrides.json'), 'utf8')) as unknown
    expect(written).toEqual({ theirs: { deep: [1] }, version_ranges: { comfyui: '>=1' }, notes: 'x' })
    await expect(edit({ notes: 'x'.repeat(30_000) })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { field: 'notes' },
    })
    await expect(edit({ addTags: [' x'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(JSON.parse(await readFile(join(path, 'overrides.json'), 'utf8'))).toEqual(written)
  })

  test.each([
    ['{"rating": 9}', 'rating'],
    ['{"version_ranges": {"comfyui": "abc"}}', 'version_ranges.comfyui'],
    ['{"links": {"comfyui": {"folder": "../x"}}}', 'links.comfyui.folder'],
    ['{"links": {"comfyui": {"name": "a/b"}}}', 'links.comfyui.name'],
    ['{broken', undefined],
  ])('is never written over an overrides.json that is broken: %s', async (text, field) => {
    const { path } = await home.library.get('owner--name')
    await writeFile(join(path, 'overrides.json'), text)
    await expect(edit({ notes: 'x' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(join(path, 'overrides.json')),
      ...(field !== undefined && { details: { field } }),
    })
    expect(await readFile(join(path, 'overrides.json'), 'utf8')).toBe(text)
    const model = await home.library.get('owner--name')
    expect(model.overridesProblem).toContain(field ?? 'not JSON')
    // One broken file stops nobody else.
    const { problems } = await home.library.scan()
    expect(problems).toMatchObject([{ path: join(path, 'overrides.json') }])
  })

  test('is not written through a link', async () => {
    const { path } = await home.library.get('owner--name')
    const elsewhere = join(home.home, 'elsewhere.json')
    await writeFile(elsewhere, '{}')
    await symlink(elsewhere, join(path, 'overrides.json'))
    await expect(edit({ notes: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(elsewhere, 'utf8')).toBe('{}')
    expect((await lstat(join(path, 'overrides.json'))).isSymbolicLink()).toBe(true)
  })

  test('by several at once is all there', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => edit({ addTags: [`tag-${index}`] })))
    expect((await home.library.get('owner--name')).user.tags?.toSorted()).toEqual(
      Array.from({ length: 8 }, (_, index) => `tag-${index}`),
    )
    expect(
      (await readdir((await home.library.get('owner--name')).path)).filter((name) => name.startsWith('.')),
    ).toEqual([])
  })

  test('a decision wins over what is found later, and can be taken back', async () => {
    const decided = await home.library.rewrite('owner--name', ({ metadata, overrides }) => ({
      overrides: decideIdentity(overrides, metadata, { type: 'diffusion', subtype: 'loras', family: 'sdxl' }, 0),
    }))
    expect(decided).toMatchObject({ type: 'diffusion', subtype: 'loras', family: 'sdxl' })
    expect((await home.library.list({ types: ['diffusion'] })).total).toBe(1)
    await home.library.rewrite('owner--name', ({ metadata }) => ({ metadata: { ...metadata, family: 'found-later' } }))
    expect(await home.library.get('owner--name')).toMatchObject({ family: 'sdxl', metadata: { family: 'found-later' } })
    await home.library.rewrite('owner--name', ({ overrides }) => ({ overrides: withdrawDecision(overrides) }))
    expect(await home.library.get('owner--name')).toMatchObject({ family: 'found-later', type: 'unknown' })
  })
})

test('a decision counts for the files, too: but a VAE beside a checkpoint stays a VAE', () => {
  const file = { size: 1, placement: 'own' as const }
  const parts = (subtypes: ('unet' | 'vae' | 'other')[], subtype: 'unet' | 'checkpoints') => {
    const files = subtypes.map((part, index) => ({ ...file, path: `${index}`, subtype: part }))
    const decided = applyOverrides({ ...found, subtype, files }, { identity: { subtype: 'loras' } })
    return decided.files.map((made) => made.subtype)
  }
  expect(parts(['unet', 'vae'], 'unet')).toEqual([undefined, 'vae'])
  expect(parts(['other'], 'checkpoints')).toEqual([undefined])
  expect(applyOverrides(found, { identity: { family: 'x' } }).files).toBe(found.files)
})

describe('any edits one after another', () => {
  const tag = fc.constantFrom('a', 'b', 'c', 'src')
  const change = fc
    .record({
      notes: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
      rating: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
      favourite: fc.option(fc.boolean(), { nil: undefined }),
      addTags: fc.array(tag, { maxLength: 2 }),
      removeTags: fc.array(tag, { maxLength: 2 }),
    })
    .map((made) => ({ ...made, removeTags: made.removeTags.filter((name) => !made.addTags.includes(name)) }))

  test('leave a sound overrides.json, whose last word on each field counts, and touch nothing else', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const metadata = { tags: ['src'] }
        let overrides: Overrides | undefined = { theirs: 1 }
        const own = new Set<string>()
        let hidden = false
        for (const made of changes) {
          overrides = editUserFields(overrides, metadata, made)
          for (const name of made.removeTags) {
            own.delete(name)
            if (name === 'src') hidden = true
          }
          for (const name of made.addTags) {
            if (name === 'src') hidden = false
            else own.add(name)
          }
        }
        expect(overridesSchema.safeParse(overrides).success).toBe(true)
        expect(new Set(overrides?.tags)).toEqual(own)
        expect(overrides?.hidden_tags?.includes('src') ?? false).toBe(hidden)
        expect(overrides?.['theirs']).toBe(1)
        const notes = changes.findLast((made) => made.notes !== undefined)?.notes
        expect(overrides?.notes).toBe(notes === '' ? undefined : notes)
      }),
    )
  })
})

describe('an identification', () => {
  const weaker: Identification = {
    officialName: 'x',
    type: 'unknown',
    subtype: 'other',
    family: 'unknown',
    baseModels: [],
    tags: [],
    triggerWords: [],
    files: new Map(),
    broken: new Map(),
    method: 'name',
    confidence: 0.3,
    needsReview: true,
    evidence: [],
  }

  test('that says less than the hash once did changes nothing', () => {
    expect(applyIdentification(found, weaker, 0)).toBeUndefined()
  })

  test('that says the same changes nothing, not even the day', () => {
    const byHash: Identification = {
      ...weaker,
      method: 'hash',
      officialName: 'Neon',
      type: 'diffusion',
      subtype: 'loras',
      family: 'sdxl',
      needsReview: false,
      confidence: 0.97,
    }
    const once = applyIdentification(found, byHash, 1)
    expect(once).toMatchObject({ updated_at: '1970-01-01T00:00:00.001Z' })
    expect(applyIdentification(once!, byHash, 2)).toBeUndefined()
  })

  test('of the same bytes read again keeps what the hash said; of other bytes it does not', () => {
    const { identified: _gone, ...rest } = found
    const again: ModelMetadata = {
      ...rest,
      family: 'unknown',
      identification: { method: 'name', confidence: 0.3, needs_review: true },
    }
    expect(keepWhatHashesSaid(again, found)).toMatchObject({
      family: 'sdxl',
      identified: { model_id: '1' },
      identification: { method: 'hash' },
    })
    const changed = { ...again, files: [{ path: 'x', size: 2, placement: 'in_place' as const }] }
    expect(keepWhatHashesSaid(changed, found)).toBe(changed)
  })
})

describe('what other tools left', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-import-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('becomes overrides.json only when there is none', async () => {
    await importUserFields(folder, { notes: 'theirs' }, token)
    await importUserFields(folder, { notes: 'later' }, token)
    expect(JSON.parse(await readFile(join(folder, 'overrides.json'), 'utf8'))).toEqual({ notes: 'theirs' })
    expect(await readdir(folder)).toEqual(['overrides.json'])
  })

  test('a picture is copied under the name of what it is', async () => {
    const source = join(folder, 'x.preview.jpg')
    await writeFile(source, png)
    expect(await importPreview(folder, source, token)).toEqual({ path: 'preview.png', size: png.length })
    expect(await readFile(join(folder, 'preview.png'))).toEqual(png)
    expect(await readFile(source)).toEqual(png)
  })

  test('a picture that is none is not', async () => {
    for (const content of ['<html>', '<svg onload=alert(1)>', '', 'MZ']) {
      await writeFile(join(folder, 'x.png'), content)
      expect(await importPreview(folder, join(folder, 'x.png'), token)).toBeUndefined()
    }
    expect(await readdir(folder)).toEqual(['x.png'])
    expect(await importPreview(folder, join(folder, 'gone.png'), token)).toBeUndefined()
  })

  test('a picture of the user in the folder stays', async () => {
    await writeFile(join(folder, 'preview.png'), 'his own')
    await writeFile(join(folder, 'x.png'), png)
    await importPreview(folder, join(folder, 'x.png'), token)
    expect(await readFile(join(folder, 'preview.png'), 'utf8')).toBe('his own')
  })
})
