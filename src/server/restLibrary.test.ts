import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { appLayouts, writeAppLayout } from '../../test/support/layouts/appLayouts.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer
let place: string

beforeEach(async () => {
  server = await openTestServer()
  place = await writeAppLayout(join(server.home, 'apps'), appLayouts[0]!)
})
afterEach(() => server.close())

test('a folder is scanned as a job, and its root is listed and forgotten', async () => {
  const { json } = await server.post('/api/v1/scan', { path: place, name: 'comfy' })
  expect(json).toMatchObject({ data: { type: 'scan', payload: { path: place, name: 'comfy' } } })
  await server.weighthouse.library.scan({ path: place, name: 'comfy' })

  expect((await server.ask('/api/v1/roots')).json).toMatchObject({
    data: [{ name: 'comfy', path: place, online: true, models: 7, missing: 0, layout: '', offlineReason: '' }],
  })
  const { json: list } = await server.ask('/api/v1/library?query=aurora')
  expect(list).toMatchObject({
    data: [
      {
        source: 'local',
        storage: 'in_place',
        offline: false,
        missing: false,
        files: [
          { placement: 'in_place', sha256: '', location: join(place, 'models/checkpoints/sdxl/aurora.safetensors') },
        ],
      },
    ],
  })
  const other = await writeAppLayout(join(server.home, 'others'), appLayouts[1]!)
  await server.weighthouse.library.scan({ path: other, name: 'other' })
  const first = (await server.ask('/api/v1/roots?limit=1')).json as { meta: { nextCursor: string } }
  expect(first).toMatchObject({ data: [{ name: 'comfy' }], meta: { total: 2 } })
  const second = await server.ask(`/api/v1/roots?limit=1&cursor=${first.meta.nextCursor}`)
  expect(second.json).toMatchObject({ data: [{ name: 'other' }], meta: { total: 2, nextCursor: null } })
  expect((await server.ask('/api/v1/roots?cursor=nonsense')).status).toBe(400)
  await server.weighthouse.library.removeRoot('other')
  const forgotten = await server.ask('/api/v1/roots/comfy', { method: 'DELETE' })
  expect(forgotten.json).toMatchObject({ data: { models: 7, root: { name: 'comfy' } } })
  expect((await server.ask('/api/v1/roots')).json).toMatchObject({ data: [] })
})

test('hashing and importing are jobs, and the same order twice is one', async () => {
  const one = await server.post('/api/v1/hash', {})
  expect(one.json).toMatchObject({ data: { type: 'hash', payload: {} } })
  const order = { paths: [join(place, 'models/vae/ae.safetensors')], method: 'copy' }
  const imported = await server.post('/api/v1/import', order)
  expect(imported.json).toMatchObject({ data: { type: 'import', payload: order } })
  expect((await server.post('/api/v1/import', order)).json).toMatchObject({
    data: { id: (imported.json as { data: { id: string } }).data.id },
  })
})

test.each<[string, object, number]>([
  ['/api/v1/scan', { path: 'relative/path' }, 400],
  ['/api/v1/scan', { path: '/tmp', layout: 'attic' }, 400],
  ['/api/v1/scan', { layout: 'comfyui' }, 400],
  ['/api/v1/import', { paths: ['/tmp'], method: 'steal' }, 400],
  ['/api/v1/import', { paths: [], method: 'copy' }, 400],
  ['/api/v1/import', { paths: ['a'], method: 'copy' }, 400],
])('%s refuses %o', async (path, body, status) => {
  expect(await server.post(path, body)).toMatchObject({ status, json: { error: { code: 'INVALID_ARGUMENT' } } })
})

test('a root that is none cannot be forgotten', async () => {
  expect(await server.ask('/api/v1/roots/none', { method: 'DELETE' })).toMatchObject({
    status: 404,
    json: { error: { code: 'NOT_FOUND' } },
  })
})
