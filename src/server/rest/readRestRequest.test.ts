import { create } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { listFields } from '../../catalog/search/searchQuery.ts'
import { formatSearchText, parseSearchText, type SearchText } from '../../catalog/search/searchText.ts'
import { toSearchQuery } from '../../catalog/search/toSearchQuery.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { PullRequestSchema } from '../../gen/weighthouse/v1/hub_pb.ts'
import { CancelJobRequestSchema } from '../../gen/weighthouse/v1/job_pb.ts'
import { GetModelRequestSchema } from '../../gen/weighthouse/v1/model_pb.ts'
import { ExportRequestSchema, type SearchRequest, SearchRequestSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import { apiServices } from '../apiServices.ts'
import { searchQuery } from '../messages/searchMessage.ts'
import { readRestRequest, type RestRequest } from './readRestRequest.ts'
import { exportAddress } from './registerExport.ts'
import { restRoutes, type RestVerb } from './restRoutes.ts'

const routes = restRoutes(apiServices)

function read(verb: RestVerb, template: string, request: Partial<RestRequest>) {
  const route = routes.find((candidate) => candidate.verb === verb && candidate.template === template)
  if (!route) throw new Error(`no route ${verb} ${template}`)
  return readRestRequest(route, { params: {}, query: {}, body: undefined, ...request })
}

function refusal(verb: RestVerb, template: string, request: Partial<RestRequest>) {
  try {
    read(verb, template, request)
  } catch (error) {
    if (error instanceof WeighthouseError) return [error.code, error.message, error.hint]
    throw error
  }
  throw new Error('it was not refused')
}

test('query parameters fill the fields, by JSON name or proto name, lists by repeated keys', () => {
  expect(
    read('GET', '/api/v1/search', {
      query: {
        query: 'qwen gguf',
        source: ['huggingface', 'civitai'],
        author: 'Qwen',
        baseModel: ['a/b'],
        nsfw_mask: '3',
        limit: '5',
        facets: '1',
        gated: 'false',
        removed: 'true',
      },
    }),
  ).toStrictEqual(
    create(SearchRequestSchema, {
      query: 'qwen gguf',
      source: ['huggingface', 'civitai'],
      author: ['Qwen'],
      baseModel: ['a/b'],
      nsfwMask: 3,
      limit: 5,
      facets: true,
      gated: false,
      removed: true,
    }),
  )
})

test('the path binds its fields', () => {
  expect(
    read('GET', '/api/v1/models/{slug}', { params: { slug: 'Qwen/Qwen2.5-7B' }, query: { refresh: 'true' } }),
  ).toStrictEqual(create(GetModelRequestSchema, { slug: 'Qwen/Qwen2.5-7B', refresh: true }))
})

test('a JSON body fills the fields, by JSON name or proto name', () => {
  expect(read('POST', '/api/v1/pull', { body: { model: 'a/b', include: ['*.gguf'], dry_run: true } })).toStrictEqual(
    create(PullRequestSchema, { model: 'a/b', include: ['*.gguf'], dryRun: true }),
  )
  expect(read('POST', '/api/v1/pull', { body: { dryRun: true } })).toStrictEqual(
    create(PullRequestSchema, { dryRun: true }),
  )
})

test('an empty object is as good as no body where none is taken', () => {
  expect(read('POST', '/api/v1/jobs/{id}/cancel', { params: { id: '7' }, body: {} })).toStrictEqual(
    create(CancelJobRequestSchema, { id: '7' }),
  )
})

test('an unknown query parameter is refused by name, with the known ones', () => {
  expect(refusal('GET', '/api/v1/models/{slug}', { params: { slug: 'a' }, query: { fresh: '1' } })).toStrictEqual([
    'INVALID_ARGUMENT',
    'GET /api/v1/models/{slug} has no query parameter "fresh".',
    'Known parameters: refresh, memory, context.',
  ])
})

test('what the path binds is no query parameter, and a method with a body has none', () => {
  expect(refusal('GET', '/api/v1/models/{slug}', { params: { slug: 'a' }, query: { slug: 'b' } })[1]).toBe(
    'GET /api/v1/models/{slug} has no query parameter "slug".',
  )
  expect(refusal('POST', '/api/v1/pull', { query: { model: 'a/b' } })).toStrictEqual([
    'INVALID_ARGUMENT',
    'POST /api/v1/pull has no query parameter "model".',
    'Give the values in a JSON body.',
  ])
})

test.each([
  [{ limit: 'ten' }, 'The query parameter limit is not usable: "ten" is not a number that fits.'],
  [{ limit: '-1' }, 'The query parameter limit is not usable: "-1" is not a number that fits.'],
  [{ limit: '' }, 'The query parameter limit is not usable: "" is not a number that fits.'],
  [{ limit: ['1', '2'] }, 'The query parameter limit is not usable: ["1","2"] is not a number that fits.'],
  [{ removed: 'yes' }, 'The query parameter removed is not usable: "yes" is not true, false, 1 or 0.'],
  [{ query: ['a', 'b'] }, 'The query parameter query is not usable: ["a","b"] is not one text.'],
] as const)('the query %j is refused', (query, message) => {
  expect(refusal('GET', '/api/v1/search', { query: query as RestRequest['query'] })[1]).toBe(message)
})

test.each([[[]], ['text'], [5], [null]])('the body %j is refused, since it is no object', (body) => {
  expect(refusal('POST', '/api/v1/pull', { body })[1]).toBe('The body must be a JSON object.')
})

test('an unknown field and a field of the wrong type are refused by name', () => {
  expect(refusal('POST', '/api/v1/pull', { body: { model: 'a/b', force: true } })).toStrictEqual([
    'INVALID_ARGUMENT',
    expect.stringContaining('"force"'),
    'Known fields: model, include, exclude, dryRun, quants, allFormats, allowDangerous.',
  ])
  expect(refusal('POST', '/api/v1/pull', { body: { model: 5 } })[1]).toContain('weighthouse.v1.PullRequest.model')
})

test('a body where none is taken is refused', () => {
  expect(refusal('POST', '/api/v1/jobs/{id}/cancel', { params: { id: '7' }, body: { id: '8' } })[1]).toBe(
    'POST /api/v1/jobs/{id}/cancel takes no body.',
  )
})

describe('a message within a request', () => {
  const address = exportAddress

  test('takes its fields from the query string, beside the others', () => {
    const query = { as: 'csv', query: 'llama', license_class: ['permissive', '!custom'], parameters: '6e9..9e9' }

    expect(readRestRequest(address, { params: {}, query, body: undefined })).toStrictEqual(
      create(ExportRequestSchema, {
        as: 'csv',
        search: { query: 'llama', licenseClass: ['permissive', '!custom'], parameters: '6e9..9e9' },
      }),
    )
  })

  test('is refused by the name of its field', () => {
    const read = (query: Record<string, string>) => () =>
      readRestRequest(address, { params: {}, query, body: undefined })

    expect(read({ limit: 'ten' })).toThrowError(
      'The query parameter limit is not usable: "ten" is not a number that fits.',
    )
    expect(read({ search: 'x' })).toThrowError('GET /api/v1/export has no query parameter "search".')
  })
})

// The query string of a permalink is read in two places: as a request here, and by searches that were saved.
test('a query string means the same to REST and to a saved search', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const search = fc.record(
    {
      ...Object.fromEntries(listFields.map((field) => [field, fc.array(text, { minLength: 1, maxLength: 3 })])),
      query: text,
      parameters: fc.constantFrom('6e9..9e9', '..7B', '1k..'),
      updated: fc.constantFrom('2026..', '2026-01-01..2026-02-03'),
      memory: fc.constantFrom('24GB', 'rtx 4090'),
      context: fc.nat({ max: 100_000 }),
      nsfw_mask: fc.nat({ max: 63 }),
      gated: fc.boolean(),
      original: fc.boolean(),
      removed: fc.boolean(),
      sort: fc.constantFrom('likes', 'rising'),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(search, (given: SearchText) => {
      const params = new URLSearchParams(formatSearchText(given))
      const query = Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]))
      const single = Object.entries(query).map(([name, values]) => [name, values.length === 1 ? values[0] : values])
      const request = read('GET', '/api/v1/search', { query: Object.fromEntries(single) })

      expect(withoutNothing(searchQuery(request as SearchRequest))).toStrictEqual(
        withoutNothing({ ...toSearchQuery(parseSearchText(String(params))), facets: false }),
      )
    }),
  )
})

/** Empty lists, texts and flags that stand for their defaults mean nothing. */
function withoutNothing(query: object): object {
  return Object.fromEntries(
    Object.entries(query).filter(
      ([name, value]) =>
        value !== undefined &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0) &&
        !(name === 'removed' && value === false),
    ),
  )
}
