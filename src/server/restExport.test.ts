import { createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { CatalogService } from '../gen/weighthouse/v1/catalog_pb.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(() => server.close())

async function read(query: string, init: RequestInit = {}) {
  const response = await fetch(`${server.url}/api/v1/export?${query}`, init)
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

const slugs = ['acme--Otter-7B', 'acme--Otter-7B-GGUF', 'someone--Otter-7B-tuned']

describe('an export', () => {
  test('holds every match in the order of the search, as CSV, NDJSON or Parquet', async () => {
    const csv = await read('as=csv&sort=downloads')
    const ndjson = await read('as=ndjson&sort=downloads')
    const parquet = await read('as=parquet&sort=downloads')
    const { buffer, byteOffset, byteLength } = parquet.bytes

    const lines = csv.bytes.toString().trimEnd().split('\r\n')
    expect(lines.map((line) => line.split(',')[0])).toStrictEqual(['slug', ...slugs])
    expect(
      ndjson.bytes
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { slug: string }).slug),
    ).toStrictEqual(slugs)
    const rows = await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) })
    expect(rows.map(({ slug }) => slug)).toStrictEqual(slugs)
  })

  test('is a file to be kept, of what the search finds', async () => {
    const { headers, bytes } = await read('as=csv&query=otter&license_class=permissive&sort=likes')

    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="weighthouse-\d{4}-\d\d-\d\d\.csv"$/)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(bytes.toString().trimEnd().split('\r\n')).toHaveLength(3)
  })

  test('is not sent again while the catalog is as it was', async () => {
    const first = await read('as=ndjson')
    const [tag, modified] = [first.headers.get('etag') ?? '', first.headers.get('last-modified') ?? '']

    expect((await read('as=ndjson', { headers: { 'if-none-match': tag } })).status).toBe(304)
    expect((await read('as=ndjson', { headers: { 'if-modified-since': modified } })).status).toBe(304)
    expect((await read('as=csv', { headers: { 'if-none-match': tag } })).status).toBe(200)
    expect((await read('as=ndjson', { method: 'HEAD' })).headers.get('etag')).toBe(tag)
    await server.weighthouse.catalog.writeRecords('huggingface', [{ ...sampleRecords[0], likes: 13 }])
    expect((await read('as=ndjson', { headers: { 'if-none-match': tag } })).status).toBe(200)
  })

  test.each([
    ['', 'The kind of file is missing.', 'Give as=csv, as=ndjson, as=parquet.'],
    ['format=csv', 'The kind of file is missing.', 'Give as=csv; format is a filter, for models of that format.'],
    ['as=xlsx', 'as: "xlsx" is not a kind of file.', 'Give as=csv'],
    ['as=csv&limit=5', 'An export holds every match, and nothing else.', 'Leave out limit'],
    ['as=csv&likes=9..1', 'likes: "9..1" ends before it begins.', 'Write 1..9.'],
    ['as=csv&sort=beauty', '"beauty" is not a way to sort.', 'Sort by'],
    ['as=csv&colour=red', 'GET /api/v1/export has no query parameter "colour".', 'Known parameters: as, query,'],
  ])('with %j is refused before anything is sent', async (query, message, hint) => {
    const { status, bytes } = await read(query)

    expect([status, JSON.parse(bytes.toString())]).toMatchObject([
      400,
      { error: { code: 'INVALID_ARGUMENT', message, hint: expect.stringContaining(hint) } },
    ])
  })

  test('comes in pieces over gRPC', async () => {
    const client = createClient(CatalogService, createGrpcTransport({ baseUrl: server.grpcUrl }))
    const pieces: Uint8Array[] = []
    for await (const { data } of client.export({ as: 'ndjson', search: { sort: 'downloads' } })) pieces.push(data)

    expect(
      Buffer.concat(pieces)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { slug: string }).slug),
    ).toStrictEqual(slugs)
  })
})
