import { randomUUID } from 'node:crypto'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'

const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  const { store } = server.weighthouse
  const path = join(store.incomingDirectory, randomUUID())
  await writeFile(path, 'abc')
  await store.commitFile(path, { sha256, size: 3 })
  await utimes(store.localPath(sha256) ?? '', 1, 1)
})

afterAll(() => server.close())

describe('the store', () => {
  test('tells what it holds', async () => {
    const { status, json } = await server.ask('/api/v1/store')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      data: {
        address: join(server.home, 'store'),
        total: { blobs: 1, bytes: 3 },
        unnamed: { blobs: 1, bytes: 3 },
        named: { blobs: 0, bytes: 0 },
        models: [],
        modelCount: 0,
        savedBytes: 0,
        freeBytes: expect.any(Number) as number,
        lostBlobs: 0,
      },
    })
    expect(json).not.toHaveProperty('data.quotaBytes')
  })

  test('tells what gc would remove, and removes nothing', async () => {
    expect((await server.post('/api/v1/store/gc', { dryRun: true })).json).toStrictEqual({
      data: {
        report: {
          removed: { blobs: 1, bytes: 3 },
          models: [{ slug: '', blobs: 1, bytes: 3 }],
          waiting: { blobs: 0, bytes: 0 },
          kept: { blobs: 0, bytes: 0 },
        },
      },
      meta: {},
    })
    expect(await server.weighthouse.store.stat(sha256)).toEqual({ sha256, size: 3 })
  })

  test('enqueues gc and verify as jobs, each once', async () => {
    const wakes = server.wakes()
    const gc = await server.post('/api/v1/store/gc', { graceMs: 5 })
    expect(gc.json).toMatchObject({ data: { job: { type: 'gc', state: 'pending', payload: { graceMs: 5 } } } })
    const first = await server.post('/api/v1/store/verify', { sample: 0.5, model: 'Owner/Name', repair: true })
    expect(first.json).toMatchObject({
      data: { type: 'verify', payload: { sample: 0.5, model: 'Owner--Name', repair: true } },
    })
    const again = await server.post('/api/v1/store/verify', { sample: 0.5, model: 'Owner--Name', repair: true })
    expect((again.json as { data: { id: string } }).data.id).toBe((first.json as { data: { id: string } }).data.id)
    expect(server.wakes()).toBe(wakes + 3)
  })

  test('goes on with the last look that did not reach its end', async () => {
    const { queue } = server.weighthouse
    const stopped = await queue.enqueue('verify', {}, { claimFor: 'me' })
    await queue.stopped(stopped.id, 'me', 'cancelled')
    const { json } = await server.post('/api/v1/store/verify', { resume: true })
    expect(json).toMatchObject({ data: { payload: { since: stopped.createdAt } } })

    const id = (json as { data: { id: string } }).data.id
    await queue.cancel(id)
    expect((await server.post('/api/v1/store/verify', { resume: true })).json).toMatchObject({
      data: { payload: { since: stopped.createdAt } },
    })
  })

  test.each([
    ['verify', { sample: 2 }],
    ['verify', { sample: -0.1 }],
    ['verify', { model: '../..' }],
    ['gc', { graceMs: -1 }],
    ['gc', { dryRun: true, graceMs: -1 }],
  ])('refuses %s of %j', async (method, body) => {
    const answer = await server.post(`/api/v1/store/${method}`, body)
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'INVALID_ARGUMENT' } } })
  })
})
