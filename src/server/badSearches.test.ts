import { connect } from 'node:net'

import { type DescMethodUnary, type DescService } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { apiServices } from './apiServices.ts'
import { queryFields } from './rest/readRestRequest.ts'
import { exportAddress } from './rest/registerExport.ts'
import { type RestAddress, restRoutes } from './rest/restRoutes.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

// Whatever is asked of the catalog: an answer, or an error that is the caller's. Never a 500, never a server that is gone.

const services = new Set(['CatalogService', 'CollectionService', 'SavedSearchService'])
const routes: RestAddress[] = [
  ...restRoutes(apiServices.filter(({ name }) => services.has(name))).filter(({ verb }) => verb === 'GET'),
  exportAddress,
]
const methods = apiServices.filter(({ name }) => services.has(name)).flatMap(readOnlyMethods)

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(() => server.close())

function readOnlyMethods({ methods }: DescService): DescMethodUnary[] {
  return methods.filter(
    (method): method is DescMethodUnary =>
      method.methodKind === 'unary' && method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS,
  )
}

const attacks = [
  "'; DROP TABLE models; --",
  "' OR 1=1 --",
  '" OR ""="',
  'otter* NEAR/2 (7B OR "GGUF")',
  'name:otter AND NOT {author}:acme',
  '^otter + 7B',
  'otter & !acme <-> :*',
  '%_\\%',
  '\u0000',
  'otter\u0000gguf',
  '\u202Eotter',
  '-',
  '--',
  '- -otter -',
  '!',
  '!!acme',
  '..',
  '9e9..6e9',
  '1..2..3',
  '-1..',
  '9999999999999999999..',
  '..NaN',
  '2026-02-30..',
  'true',
  '0',
  '-1',
  '4294967296',
  '1e400',
  '${jndi:ldap://x}',
  '../../etc/passwd',
  '%2e%2e%2f',
  'a'.repeat(10_000),
  '🦦'.repeat(2_000),
  'e\u0301'.repeat(500),
  'otter '.repeat(1_600),
  '-otter '.repeat(1_400),
  Buffer.from('{"value":1}').toString('base64url'),
  Buffer.from('[]').toString('base64url'),
]
const text = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.tuple(fc.constantFrom(...attacks), fc.string({ maxLength: 10 })).map(([a, b]) => b + a + b),
)

describe('a REST address', () => {
  const cases = fc.constantFrom(...routes).chain((route) => {
    const names = queryFields(route).map(({ field }) => field.name)
    const name = names.length > 0 ? fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, text) : text
    return fc.record({
      route: fc.constant(route),
      // Half of all requests are for a model that there is.
      path: fc.oneof(fc.constant('acme--Otter-7B'), text.filter(isPathSegment)),
      query: fc.array(fc.tuple(name, text), { maxLength: 4 }),
    })
  })

  test('answers any query, or says what is wrong with it', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ route, path, query }) => {
        const address = route.template.replaceAll(/\{[^}]*\}/g, encodeURIComponent(path.toWellFormed()))
        const params = new URLSearchParams()
        for (const [name, value] of query) params.append(name.toWellFormed(), value.toWellFormed())
        const response = await fetch(`${server.url}${address}?${params.toString()}`)
        const body = await response.text()
        if (response.status === 200) return
        expect([response.status, body.slice(0, 500)]).toStrictEqual([
          expect.toSatisfy((status: number) => status >= 400 && status < 500),
          expect.stringMatching(/^\{"error":\{"code":"[A-Z_]+","message":"/),
        ])
      }),
      { numRuns: 400 },
    )
  }, 120_000)

  test.each(['%ED%A0%80', '%ED%A0%80%ED%B0%80', '%FF', '%C0%AF', '%00', '%'])(
    'takes %s in a query for a literal text',
    async (bytes) => {
      for (const name of ['query', 'author', 'tag', 'base_model']) {
        expect(await server.ask(`/api/v1/search?${name}=otter${bytes}`)).toMatchObject({ status: 200 })
      }
    },
  )

  test.each(
    attacks
      .filter((attack) => attack.length <= 10_000)
      .map((attack) => [JSON.stringify(attack).slice(0, 40), attack] as const),
  )('finds what the text %s says, and nothing else happens', async (_name, attack) => {
    const before = await server.weighthouse.catalog.countEntries()
    const { status } = await server.ask(`/api/v1/search?query=${encodeURIComponent(attack)}`)

    expect(status).toBe(200)
    expect(await server.weighthouse.catalog.countEntries()).toBe(before)
  })
})

test('an address that is too long is refused like everything else', async () => {
  expect(await server.ask(`/api/v1/search?query=${'x'.repeat(200_000)}`)).toMatchObject({
    status: 431,
    json: { error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('128 KiB') } },
  })
})

test('what is not HTTP is refused in words', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.end('GARBAGE\r\n\r\n')
  let answer = ''
  for await (const data of socket) answer += String(data)

  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"INVALID_ARGUMENT"/)
})

describe('a Connect method', () => {
  const call = (method: DescMethodUnary, contentType: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${server.url}/${method.parent.typeName}/${method.name}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    })

  async function expectAnswer(response: Response): Promise<void> {
    const body = await response.text()
    if (response.status === 200) return
    expect([response.status, body.slice(0, 500)]).toStrictEqual([
      expect.toSatisfy((status: number) => status >= 400 && status < 500),
      expect.stringMatching(/"code":"(?:invalid_argument|not_found)"/),
    ])
  }

  test('answers any JSON, or says what is wrong with it', async () => {
    const values = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.integer(), fc.boolean(), fc.jsonValue())
    const cases = fc.constantFrom(...methods).chain((method) =>
      fc.record({
        method: fc.constant(method),
        body: fc.oneof(
          text,
          fc.json(),
          fc
            .dictionary(fc.constantFrom(...method.input.fields.map(({ jsonName }) => jsonName), 'other'), values, {
              maxKeys: 4,
            })
            // Lone surrogates come as escapes.
            .map((object) => JSON.stringify(object)),
        ),
      }),
    )
    await fc.assert(
      fc.asyncProperty(cases, async ({ method, body }) =>
        expectAnswer(await call(method, 'application/json', body.toWellFormed())),
      ),
      { numRuns: 300 },
    )
  }, 120_000)

  test('answers any bytes, or says that they are no such message', async () => {
    const cases = fc.tuple(fc.constantFrom(...methods), fc.uint8Array({ maxLength: 40 }))
    await fc.assert(
      fc.asyncProperty(cases, async ([method, bytes]) =>
        expectAnswer(await call(method, 'application/proto', new Uint8Array(bytes))),
      ),
      { numRuns: 300 },
    )
  }, 120_000)

  test('says of a garbage body what it should be', async () => {
    const [search] = methods.filter(({ name }) => name === 'Search')
    const response = await call(search!, 'application/proto', new Uint8Array([0x0a, 0xff, 0xff, 0xff]))

    expect([response.status, await response.json()]).toMatchObject([
      400,
      { code: 'invalid_argument', message: 'The body is not a weighthouse.v1.SearchRequest.' },
    ])
  })

  test('says the same of a body that is not compressed as it claims', async () => {
    const response = await fetch(`${server.url}/weighthouse.v1.CatalogService/Search`, {
      method: 'POST',
      headers: { 'content-type': 'application/proto', 'content-encoding': 'gzip' },
      body: 'not gzip',
    })

    expect(response.status).toBe(400)
  })
})

/** A path segment that routers do not take for another path. */
function isPathSegment(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..' && value.length < 1_000
}
