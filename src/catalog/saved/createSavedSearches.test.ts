import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { createHttpClient } from '../../foundation/http/createHttpClient.ts'
import type { HttpClient } from '../../foundation/http/httpClient.ts'
import { createLog } from '../../foundation/log.ts'
import { createSavedSearches } from './createSavedSearches.ts'
import type { SavedSearches } from './saved.ts'

let test: TestCatalog
let http: HttpClient
let searches: SavedSearches
beforeEach(async () => {
  test = await openTestCatalog()
  http = createHttpClient({
    timeoutMs: 5000,
    offline: () => false,
    userAgent: 'weighthouse/test',
    log: createLog('silent'),
  })
  searches = createSavedSearches({ ...test, http, clock: () => test.time.now })
  await test.write(makeRecord('a/llama-1', { license: 'mit' }), makeRecord('b/qwen-1', { license: 'mit' }))
})
afterEach(async () => {
  await http.close()
  await test.close()
})

const llamas = { name: 'Llamas', query: 'query=llama&license=mit', webhookUrl: undefined }

describe('a saved search', () => {
  it('tells what it finds since it was made, once', async () => {
    const { id } = await searches.create(llamas)
    expect((await searches.check(id)).unseen).toBe(0)
    await test.write(makeRecord('a/llama-2', { license: 'mit' }), makeRecord('a/llama-3'), makeRecord('b/qwen-2'))
    test.time.now++
    expect(await searches.check(id)).toMatchObject({ unseen: 1, checkedAt: test.time.now })
    expect(await searches.check(id)).toMatchObject({ unseen: 1 })
    const { entries, total } = await searches.entriesOf(id)
    expect(total).toBe(1)
    expect(entries).toMatchObject([{ slug: 'a--llama-2', entry: { id: 'a/llama-2' }, unseen: true }])
  })

  it('finds a model that came to fit, and does not tell of it again when it goes and comes back', async () => {
    const { id } = await searches.create(llamas)
    await test.write(makeRecord('a/llama-2'))
    expect((await searches.check(id)).unseen).toBe(0)
    await test.write(makeRecord('a/llama-2', { license: 'mit' }))
    expect((await searches.check(id)).unseen).toBe(1)
    await searches.markSeen(id)
    await test.write(makeRecord('a/llama-2', { license: 'gpl-3.0' }))
    await searches.check(id)
    await test.write(makeRecord('a/llama-2', { license: 'mit' }))
    expect((await searches.check(id)).unseen).toBe(0)
  })

  it('is checked with all others', async () => {
    await searches.create(llamas)
    await searches.create({ ...llamas, name: 'Qwens', query: 'query=qwen' })
    await test.write(makeRecord('c/llama', { license: 'mit' }), makeRecord('c/qwen'))
    expect(await searches.checkAll()).toEqual({ checked: 2, found: 2 })
    expect((await searches.list()).map(({ name, unseen }) => [name, unseen])).toEqual([
      ['Llamas', 1],
      ['Qwens', 1],
    ])
  })

  it('refuses what cannot be searched or called, and a name that is taken', async () => {
    await searches.create(llamas)
    await expect(searches.create({ ...llamas, name: 'LLAMAS' })).rejects.toMatchObject({ code: 'CONFLICT' })
    for (const bad of [
      { ...llamas, name: 'x', query: 'colour=red' },
      { ...llamas, name: 'x', query: 'parameters=9..1' },
      { ...llamas, name: 'x', query: 'source=nowhere' },
      { ...llamas, name: '' },
      { ...llamas, name: 'x', webhookUrl: 'file:///etc/passwd' },
      { ...llamas, name: 'x', webhookUrl: 'https://user:secret@example.org/' },
    ]) {
      await expect(searches.create(bad)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    expect(await searches.list()).toHaveLength(1)
    await expect(searches.get('none')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('goes with its entries', async () => {
    const { id } = await searches.create(llamas)
    await test.write(makeRecord('c/llama', { license: 'mit' }))
    await searches.check(id)
    await searches.remove(id)
    await expect(searches.entriesOf(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await test.database.kysely.selectFrom('saved_search_entry').selectAll().execute()).toEqual([])
  })
})

describe('a webhook', () => {
  let server: Server
  let status = 200
  const calls: unknown[] = []
  beforeEach(async () => {
    calls.length = 0
    server = createServer((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        calls.push(JSON.parse(Buffer.concat(pieces).toString()))
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  it('is told of new models, again when it failed, and not twice', async () => {
    const { port } = server.address() as AddressInfo
    const { id } = await searches.create({ ...llamas, webhookUrl: `http://127.0.0.1:${port}/hook` })
    await searches.check(id)
    expect(calls).toEqual([])
    await test.write(makeRecord('c/llama', { license: 'mit', downloads: 7 }))
    status = 404
    expect((await searches.check(id)).webhookError).toContain('404')
    status = 302
    expect((await searches.check(id)).webhookError).toContain('302')
    status = 204
    expect((await searches.check(id)).webhookError).toBeUndefined()
    await searches.check(id)
    expect(calls).toHaveLength(3)
    expect(calls[2]).toMatchObject({
      search: { id, name: 'Llamas', query: 'query=llama&license=mit' },
      models: [{ slug: 'c--llama', source: 'huggingface', id: 'c/llama', downloads: 7 }],
    })
  })
})
