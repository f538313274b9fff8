import { existsSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { storeFiles } from '../../test/support/openTestLibrary.ts'
import { separate } from '../../test/support/separate.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer({ env: { WEIGHTHOUSE_PORT: '0', WEIGHTHOUSE_GRPC_PORT: '0' } })
  const { store, library } = server.weighthouse
  for (const slug of ['civitai-1', 'civitai-2']) {
    const pulled = await storeFiles(store, slug, { [`${slug}.safetensors`]: 'weights' }, 'c1')
    await library.shelve({ pulled, entry: undefined, record: { type: 'LORA' } })
  }
})
afterAll(() => server.close())

const folderOf = async (slug: string) => (await server.weighthouse.library.get(slug)).path

describe('order over REST', () => {
  test('tells who uses a model, removes it, and takes that back', async () => {
    const path = await folderOf('civitai-1')
    const plan = await server.ask('/api/v1/library/civitai-1?dryRun=true', { method: 'DELETE' })
    expect(plan.json).toMatchObject({ data: { slug: 'civitai-1', storage: 'shelved', path, dryRun: true, usedBy: [] } })
    const removed = await server.ask('/api/v1/library/civitai-1', { method: 'DELETE' })
    const { trashId } = (removed.json as { data: { trashId: string } }).data
    expect(existsSync(path)).toBe(false)
    expect((await server.ask('/api/v1/trash')).json).toMatchObject({
      data: [{ id: trashId, slug: 'civitai-1', sizeBytes: expect.any(Number) as number }],
      meta: { total: 1, days: 30 },
    })
    expect((await server.ask('/api/v1/library/civitai-1')).status).toBe(404)
    expect((await server.post('/api/v1/undo', { dryRun: true })).json).toMatchObject({ data: { slug: 'civitai-1' } })
    expect((await server.post(`/api/v1/trash/${trashId}/restore`, {})).json).toMatchObject({ data: { path } })
    expect(existsSync(path)).toBe(true)
    expect((await server.post('/api/v1/undo', {})).status).toBe(404)
    expect((await server.ask('/api/v1/library/nobody', { method: 'DELETE' })).status).toBe(404)
  })

  test('moves a model, and refuses what may be no folder', async () => {
    const { json } = await server.post('/api/v1/library/civitai-2/move', { name: 'two', type: 'vision' })
    expect(json).toMatchObject({ data: { to: await folderOf('civitai-2') } })
    expect(await folderOf('civitai-2')).toMatch(/vision\/unknown\/two$/)
    for (const body of [{ name: '../two' }, { family: 'Up/Down' }, { type: 'nothing' }]) {
      expect((await server.post('/api/v1/library/civitai-2/move', body)).status).toBe(400)
    }
    expect((await server.post('/api/v1/undo', {})).json).toMatchObject({ data: { kind: 'move', slug: 'civitai-2' } })
  })

  test('tells what is there twice, and links it as a job', async () => {
    const [file] = (await server.weighthouse.library.get('civitai-1')).files
    await separate(file?.location ?? '')
    expect((await server.ask('/api/v1/duplicates?kind=bytes')).json).toMatchObject({
      data: { total: 1, savableBytes: 7, groups: [{ kind: 'bytes', key: file?.sha256 }] },
    })
    expect((await server.ask('/api/v1/duplicates?kind=twins')).status).toBe(400)
    expect((await server.post('/api/v1/duplicates/link', { dryRun: true })).json).toMatchObject({
      data: { linked: 1, freedBytes: 7, files: [{ action: 'link', path: file?.location }] },
    })
    const first = await server.post('/api/v1/duplicates/link', {})
    expect(first.json).toMatchObject({ data: { job: { type: 'link_duplicates', state: 'pending' } } })
    expect((await server.post('/api/v1/duplicates/link', {})).json).toEqual(first.json)
  })

  test('tells the use of the disk, what is unused, what is new, and what the doctor finds', async () => {
    expect((await server.ask('/api/v1/usage')).json).toMatchObject({ data: { models: 2, byType: [{ models: 2 }] } })
    expect((await server.ask('/api/v1/unused?olderThanMs=1')).json).toMatchObject({ meta: { total: 2 } })
    expect((await server.ask('/api/v1/updates?local=true')).json).toMatchObject({ data: [], meta: { total: 2 } })
    const { json } = await server.post('/api/v1/doctor', { check: ['node', 'library'] })
    expect(json).toMatchObject({ data: { ok: 2, findings: [{ id: 'node' }, { id: 'library', status: 'ok' }] } })
  })
})
