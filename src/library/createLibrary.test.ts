import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestLibrary, type TestLibrary } from '../../test/support/openTestLibrary.ts'
import { readTree } from '../../test/support/readTree.ts'
import { createLibrary } from './createLibrary.ts'

let home: TestLibrary
beforeEach(async () => {
  home = await openTestLibrary()
})
afterEach(() => home.close())

const slug = 'Qwen--Qwen3-8B-GGUF'
const record = { pipeline_tag: 'text-generation', tags: ['qwen3'] }
const root = () => join(home.home, 'models')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('shelving a new model', () => {
  test('puts it under type, family and name, with files, metadata and hard links to the blobs', async () => {
    const model = await home.shelve(slug, { 'model.gguf': 'weights', 'sub/config.json': '{}' }, { record })
    expect(model).toMatchObject({
      slug,
      source: 'huggingface',
      repoId: 'Qwen/Qwen3-8B-GGUF',
      path: join(root(), 'llm/qwen/Qwen3-8B-GGUF'),
      type: 'llm',
      subtype: 'full',
      family: 'qwen',
      sizeBytes: 9,
      fileCount: 2,
      conflicts: [],
    })
    expect(await readdir(model.path, { recursive: true }).then((names) => names.sort())).toEqual([
      'metadata.json',
      'model.gguf',
      'sub',
      'sub/config.json',
    ])
    expect(JSON.parse(await readFile(join(model.path, 'metadata.json'), 'utf8'))).toEqual({
      schema_version: 1,
      slug,
      source: 'huggingface',
      repo_id: 'Qwen/Qwen3-8B-GGUF',
      revision: 'main',
      commit: 'commit-1',
      model_id: 'Qwen3-8B-GGUF',
      model_type: 'llm',
      subtype: 'full',
      family: 'qwen',
      official_name: 'Qwen/Qwen3-8B-GGUF',
      cleaned_name: 'Qwen3-8B-GGUF',
      tags: [],
      base_model: [],
      license: null,
      size_bytes: 9,
      files: [
        { path: 'model.gguf', size: 7, sha256: sha256('weights'), placement: 'hardlink' },
        { path: 'sub/config.json', size: 2, sha256: sha256('{}'), placement: 'hardlink' },
      ],
      evidence: ['Hugging Face task text-generation'],
      added_at: expect.stringMatching(/^2026-01-01T00:00:\d\d\.000Z$/) as string,
      updated_at: expect.stringMatching(/^2026-01-01T00:00:\d\d\.000Z$/) as string,
    })
    const blob = await stat(home.store.localPath(sha256('weights')) ?? '')
    expect((await stat(join(model.path, 'model.gguf'))).ino).toBe(blob.ino)
  })

  test("keeps a repo's own metadata.json beside ours", async () => {
    const model = await home.shelve(slug, { 'metadata.json': 'theirs' }, { record })
    const [file] = model.files
    expect(file?.path).toMatch(/^metadata-[0-9a-f]{8}\.json$/)
    expect(await readFile(join(model.path, file?.path ?? ''), 'utf8')).toBe('theirs')
  })

  test('refuses a file name that leaves the folder, and leaves nothing', async () => {
    await expect(home.shelve(slug, { 'ok.txt': 'ok', '../../../evil.txt': 'evil' }, { record })).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
      message: expect.stringContaining('../../../evil.txt') as string,
    })
    expect(await readdir(root()).then((names) => names.filter((name) => !name.startsWith('models.db')))).toEqual([])
  })

  test('gives a second model of the same name a name of its own, whatever its case', async () => {
    const first = await home.shelve('a--Model', { x: '1' })
    const second = await home.shelve('b--model', { x: '2' })
    expect(first.modelId).toBe('Model')
    expect(second.modelId).toBe(`model-${sha256('b--model').slice(0, 8)}`)
    expect((await home.shelve('b--model', { x: '2' })).path).toBe(second.path)
  })

  test("never takes over a folder of the user's", async () => {
    const theirs = join(root(), 'llm/qwen/Qwen3-8B-GGUF')
    await mkdir(theirs, { recursive: true })
    await writeFile(join(theirs, 'note.txt'), 'mine')
    const model = await home.shelve(slug, { x: '1' }, { record })
    expect(model.modelId).toBe(`Qwen3-8B-GGUF-${sha256(slug).slice(0, 8)}`)
    expect(await readTree(theirs)).toEqual({ 'note.txt': 'mine' })
  })

  test('does not write through a link in place of a family folder', async () => {
    await mkdir(join(home.home, 'elsewhere'))
    await mkdir(join(root(), 'llm'))
    await symlink(join(home.home, 'elsewhere'), join(root(), 'llm/qwen'))
    await expect(home.shelve(slug, { x: '1' }, { record })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readTree(join(home.home, 'elsewhere'))).toEqual({})
  })

  test('says what is missing when the store lost a blob, and leaves no half model', async () => {
    const pulled = await home.pulled(slug, { a: '1', b: '2' })
    await home.store.delete(sha256('2'))
    await expect(home.library.shelve({ pulled, entry: undefined, record })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await readTree(join(root(), 'llm/qwen'))).toEqual({})
  })

  test('two at once for the same model end with one whole model', async () => {
    const files = { a: '1', b: '2' }
    const models = await Promise.all([1, 2, 3].map(() => home.shelve(slug, files, { record })))
    expect(new Set(models.map(({ path }) => path)).size).toBe(1)
    expect((await home.library.list()).total).toBe(1)
    expect((await home.library.scan()).problems).toEqual([])
  })
})

describe('shelving another revision', () => {
  test('replaces, adds and removes files, and keeps what others wrote into metadata.json', async () => {
    const first = await home.shelve(slug, { 'config.json': 'v1', 'old/weights.gguf': 'v1', same: 's' }, { record })
    const metadataPath = join(first.path, 'metadata.json')
    const metadata = JSON.parse(await readFile(metadataPath, 'utf8')) as Record<string, unknown>
    await writeFile(metadataPath, JSON.stringify({ ...metadata, favourite: true }))
    await writeFile(join(first.path, 'overrides.json'), '{"notes":"mine"}')

    const second = await home.shelve(
      slug,
      { 'config.json': 'v2', 'new/weights.gguf': 'v2', same: 's' },
      { record, commit: 'commit-2' },
    )
    expect(second.path).toBe(first.path)
    expect(second.conflicts).toEqual([])
    const tree = await readTree(first.path)
    const written = JSON.parse(tree['metadata.json'] ?? '') as Record<string, unknown>
    expect({ ...tree, 'metadata.json': '' }).toEqual({
      'config.json': 'v2',
      'metadata.json': '',
      new: '/',
      'new/weights.gguf': 'v2',
      'overrides.json': '{"notes":"mine"}',
      same: 's',
    })
    expect(written).toMatchObject({
      commit: 'commit-2',
      favourite: true,
      added_at: metadata['added_at'],
      size_bytes: 5,
    })
    expect(await home.library.get(slug)).toMatchObject({ commit: 'commit-2', overrides: { notes: 'mine' } })
  })

  test('adds to what an earlier pull of the same commit brought', async () => {
    await home.shelve(slug, { 'q4.gguf': '4' }, { record })
    const model = await home.shelve(slug, { 'q8.gguf': '8' }, { record })
    expect(model.files.map(({ path }) => path)).toEqual(['q4.gguf', 'q8.gguf'])
    expect(Object.keys(await readTree(model.path))).toEqual(['metadata.json', 'q4.gguf', 'q8.gguf'])
  })

  test('does not bring back a file of the same commit that the user removed', async () => {
    const first = await home.shelve(slug, { 'q4.gguf': '4' }, { record })
    await unlink(join(first.path, 'q4.gguf'))
    const model = await home.shelve(slug, { 'q8.gguf': '8' }, { record })
    expect(Object.keys(await readTree(model.path))).toEqual(['metadata.json', 'q8.gguf'])
  })

  test('leaves every file that the user changed or added, and reports it', async () => {
    const first = await home.shelve(slug, { changed: 'v1', gone: 'v1', 'dir/x': '1' }, { record })
    for (const name of ['changed', 'gone']) {
      await unlink(join(first.path, name))
      await writeFile(join(first.path, name), 'mine')
    }
    await writeFile(join(first.path, 'added'), 'mine')
    await rm(join(first.path, 'dir'), { recursive: true })
    await mkdir(join(home.home, 'elsewhere'))
    await symlink(join(home.home, 'elsewhere'), join(first.path, 'dir'))

    const second = await home.shelve(slug, { changed: 'v2', added: 'v2', 'dir/y': '2' }, { record, commit: 'commit-2' })
    expect(second.conflicts.map(({ path }) => path)).toEqual(['added', 'changed', 'dir/y', 'gone'])
    expect(second.files).toEqual([])
    const tree = await readTree(first.path)
    expect({ ...tree, 'metadata.json': '' }).toEqual({
      added: 'mine',
      changed: 'mine',
      dir: `-> ${join(home.home, 'elsewhere')}`,
      gone: 'mine',
      'metadata.json': '',
    })
    expect(await readTree(join(home.home, 'elsewhere'))).toEqual({})
  })

  test('follows a model whose folder was moved within the library', async () => {
    const first = await home.shelve(slug, { x: '1' }, { record })
    const moved = join(root(), 'llm/qwen/My-Favourite')
    await rename(first.path, moved)
    expect((await home.shelve(slug, { x: '2' }, { record, commit: 'commit-2' })).path).toBe(moved)
    expect((await home.library.list()).total).toBe(1)
  })

  test('pulls a model again whose folder was removed by hand', async () => {
    const first = await home.shelve(slug, { x: '1' }, { record })
    await rm(first.path, { recursive: true })
    await expect(home.library.get(slug)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect((await home.shelve(slug, { x: '1' }, { record })).path).toBe(first.path)
  })
})

describe('list, get and has', () => {
  beforeEach(async () => {
    await home.shelve('Qwen--Qwen3-8B', { a: '12345' }, { record })
    await home.shelve('meta-llama--Llama-3.1-8B', { a: '123' }, { record: { pipeline_tag: 'text-generation' } })
    await home.shelve('civitai-4201', { 'x.safetensors': '1' }, { record: { type: 'Checkpoint' } })
  })

  test('pages by name, with totals of everything that matches', async () => {
    const first = await home.library.list({ limit: 2 })
    expect(first).toMatchObject({ total: 3, totalBytes: 9 })
    expect(first.models.map(({ slug }) => slug)).toEqual(['civitai-4201', 'meta-llama--Llama-3.1-8B'])
    const second = await home.library.list({ limit: 2, cursor: first.nextCursor })
    expect(second.models.map(({ slug }) => slug)).toEqual(['Qwen--Qwen3-8B'])
    expect(second.nextCursor).toBeUndefined()
  })

  test.each([
    ['qwe', ['Qwen--Qwen3-8B']],
    ['LLAMA 3.1', ['meta-llama--Llama-3.1-8B']],
    ['llm 8b', ['meta-llama--Llama-3.1-8B', 'Qwen--Qwen3-8B']],
    ['nothing', []],
    ['"; DROP', []],
    ['*-', ['civitai-4201', 'meta-llama--Llama-3.1-8B', 'Qwen--Qwen3-8B']],
  ])('finds by words: %s', async (query, slugs) => {
    expect((await home.library.list({ query })).models.map(({ slug }) => slug)).toEqual(slugs)
  })

  test('filters by type', async () => {
    expect((await home.library.list({ types: ['diffusion', 'audio'] })).models.map(({ slug }) => slug)).toEqual([
      'civitai-4201',
    ])
  })

  test('refuses a cursor that is none and a page of no size', async () => {
    await expect(home.library.list({ cursor: 'zzz' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(home.library.list({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('has tells which are here', async () => {
    expect(await home.library.has(['civitai-4201', 'civitai-1'])).toEqual(new Set(['civitai-4201']))
  })

  test('get shows a broken overrides.json as a problem, not as an error', async () => {
    const { path } = await home.library.get('civitai-4201')
    await writeFile(join(path, 'overrides.json'), '{"version_ranges": 1}')
    const model = await home.library.get('civitai-4201')
    expect(model.overrides).toBeUndefined()
    expect(model.overridesProblem).toContain('overrides.json is not usable: version_ranges')
  })

  test('iterate yields every model in the order in which they came', async () => {
    expect((await Array.fromAsync(home.library.iterate())).map(({ slug }) => slug)).toEqual([
      'Qwen--Qwen3-8B',
      'meta-llama--Llama-3.1-8B',
      'civitai-4201',
    ])
  })
})

describe('scan', () => {
  test('a rebuilt index equals the one that grew', async () => {
    for (let index = 0; index < 5; index++) await home.shelve(`o--Model-${index}`, { x: `${index}` }, { record })
    await home.shelve('o--Model-1', { x: 'changed' }, { record, commit: 'commit-2' })
    const grown = await home.library.list()
    expect(await home.library.scan()).toEqual({
      models: 5,
      added: 0,
      changed: 0,
      removed: 0,
      problems: [],
      recovered: 0,
      roots: [],
    })
    await home.library.close()
    for (const suffix of ['', '-wal', '-shm']) await rm(join(root(), `models.db${suffix}`), { force: true })
    home.library = await createLibrary({ directory: root(), store: home.store })
    expect(await home.library.list()).toEqual(grown)
    expect(await home.library.scan({ rebuild: true })).toMatchObject({ models: 5, added: 0, changed: 0, removed: 0 })
    expect(await home.library.list({ query: 'model 1' })).toMatchObject({ total: 1 })
  })

  test('a damaged models.db is kept aside and made again', async () => {
    await home.shelve(slug, { x: '1' }, { record })
    await home.library.close()
    await writeFile(join(root(), 'models.db'), 'this is no database, whatever its name says'.repeat(100))
    home.library = await createLibrary({ directory: root(), store: home.store, clock: () => 7 })
    expect((await home.library.list()).models.map((model) => model.slug)).toEqual([slug])
    expect(await readdir(root())).toContain('models.db.broken-7')
  })

  test('tells what came, changed and went, and what is broken, and deletes nothing', async () => {
    const kept = await home.shelve('o--kept', { x: '1', y: '2' })
    const gone = await home.shelve('o--gone', { x: '1' })
    const broken = await home.shelve('o--broken', { x: '1' })
    const copied = await home.shelve('o--copied', { x: '1' })
    await rm(gone.path, { recursive: true })
    await writeFile(join(broken.path, 'metadata.json'), '{"slug": ')
    await cp(copied.path, join(dirname(copied.path), 'zzz-copy'), { recursive: true })
    await unlink(join(kept.path, 'x'))
    await chmod(join(kept.path, 'y'), 0o644)
    await unlink(join(kept.path, 'y'))
    await writeFile(join(kept.path, 'y'), 'longer')
    await mkdir(join(root(), 'my', 'own', 'folder'), { recursive: true })

    const report = await home.library.scan()
    expect(report).toMatchObject({ models: 2, added: 0, changed: 0, removed: 2 })
    expect(report.problems).toEqual(
      [
        { path: join(broken.path, 'metadata.json'), reason: expect.stringContaining('it is not JSON') as string },
        {
          path: join(dirname(copied.path), 'zzz-copy'),
          reason: `o--copied is in ${copied.path} already; this second one is passed over`,
        },
        { path: join(kept.path, 'x'), reason: 'it is missing; pull the model again' },
        { path: join(kept.path, 'y'), reason: 'it has 6 bytes where metadata.json says 1' },
      ].sort((a, b) => (a.path < b.path ? -1 : 1)),
    )
    expect(await readFile(join(broken.path, 'metadata.json'), 'utf8')).toBe('{"slug": ')
  })

  test('a library that was moved is the same library', async () => {
    await home.shelve(slug, { x: '1' }, { record })
    await home.library.close()
    await rename(root(), join(home.home, 'moved'))
    home.library = await createLibrary({ directory: join(home.home, 'moved'), store: home.store })
    expect((await home.library.get(slug)).path).toBe(join(home.home, 'moved/llm/qwen/Qwen3-8B-GGUF'))
    expect((await home.library.scan()).problems).toEqual([])
  })

  test('stops when it is told to', async () => {
    await home.shelve(slug, { x: '1' }, { record })
    await expect(home.library.scan({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
})
