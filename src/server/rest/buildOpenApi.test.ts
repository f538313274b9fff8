import { expect, test } from 'vitest'

import { apiServices } from '../apiServices.ts'
import { buildOpenApi } from './buildOpenApi.ts'
import { restRoutes } from './restRoutes.ts'

const routes = restRoutes(apiServices)
const document = JSON.parse(JSON.stringify(buildOpenApi(routes, '0.1.0')))

function* allValues(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return
  yield value as Record<string, unknown>
  for (const inner of Object.values(value)) yield* allValues(inner)
}

test('every REST address is in it: those of the descriptors, the events, the export and the feeds', () => {
  const described = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((verb) => `${verb.toUpperCase()} ${path}`),
  )

  expect(described.sort()).toStrictEqual(
    [
      ...routes.map(({ verb, template }) => `${verb} ${template}`),
      'GET /api/v1/events',
      'GET /api/v1/export',
      'GET /api/v1/models/{slug}/derivatives.atom',
      'GET /api/v1/models/{slug}/derivatives.json',
      'GET /api/v1/collections/{id}/feed.atom',
      'GET /api/v1/collections/{id}/feed.json',
      'GET /api/v1/saved-searches/{id}/feed.atom',
      'GET /api/v1/saved-searches/{id}/feed.json',
    ].sort(),
  )
  expect(described).toEqual(expect.arrayContaining(['POST /v1/hub/register', 'GET /v1/hub/jobs', 'POST /v1/models']))
})

test('every reference leads somewhere', () => {
  const references = [...allValues(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []))
  const dead = references.filter((reference) => {
    const steps = reference.slice(2).split('/')
    return steps.reduce((place: Record<string, never> | undefined, step) => place?.[step], document) === undefined
  })

  expect(references.length).toBeGreaterThan(50)
  expect(dead).toStrictEqual([])
})

test('no two operations have the same id', () => {
  const ids = [...allValues(document.paths)].flatMap(({ operationId }) => (operationId ? [operationId] : []))

  expect(new Set(ids).size).toBe(ids.length)
})

test('each path parameter of a template is described, and required', () => {
  for (const [path, operations] of Object.entries<
    Record<string, { parameters?: { in: string; name: string; required: boolean }[] }>
  >(document.paths)) {
    const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name)
    for (const { parameters = [] } of Object.values(operations)) {
      expect(parameters.filter((parameter) => parameter.in === 'path')).toStrictEqual(
        names.map((name) => expect.objectContaining({ name, required: true })),
      )
    }
  }
})

test('a search is described in full: parameters with their limits, the envelope, the error', () => {
  const { parameters, responses, ...rest } = document.paths['/api/v1/search'].get

  expect(rest).toStrictEqual({ operationId: 'Search', tags: ['Catalog'] })
  expect(parameters).toContainEqual({
    name: 'limit',
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 0, maximum: 100 },
  })
  expect(parameters).toContainEqual({
    name: 'base_model',
    in: 'query',
    required: false,
    schema: { type: 'array', items: { type: 'string', maxLength: 1000 }, maxItems: 100 },
    style: 'form',
    explode: true,
  })
  expect(responses).toStrictEqual({
    '200': {
      description: 'Done.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['data', 'meta'],
            properties: {
              data: { type: 'array', items: { $ref: '#/components/schemas/Entry' } },
              meta: {
                type: 'object',
                properties: {
                  total: { type: 'integer', format: 'int64' },
                  nextCursor: {
                    type: ['string', 'null'],
                    description: 'Where the next page starts; null after the last.',
                  },
                  facets: { type: 'array', items: { $ref: '#/components/schemas/Facet' } },
                  tookMs: { type: 'number' },
                  hidden: { type: 'integer', format: 'int64' },
                  corrections: { type: 'array', items: { $ref: '#/components/schemas/Correction' } },
                },
              },
            },
          },
        },
      },
    },
    '304': { description: 'The copy named by If-None-Match is still good.' },
    default: { $ref: '#/components/responses/Error' },
  })
})

test('an export takes what a search takes, and the kind of file', () => {
  const { parameters, responses } = document.paths['/api/v1/export'].get
  const named = (path: string) =>
    document.paths[path].get.parameters.map(({ name }: { name: string }) => name) as string[]

  expect(parameters).toContainEqual({
    name: 'as',
    in: 'query',
    required: false,
    schema: { type: 'string', maxLength: 100 },
  })
  expect(named('/api/v1/export').sort()).toStrictEqual([...named('/api/v1/search'), 'as'].sort())
  expect(Object.keys(responses['200'].content)).toStrictEqual([
    'text/csv; charset=utf-8; header=present',
    'application/x-ndjson; charset=utf-8',
    'application/vnd.apache.parquet',
  ])
})

test('a list of a request tells how long it and its items may be', () => {
  const { parameters } = document.paths['/api/v1/jobs'].get

  expect(parameters).toContainEqual({
    name: 'type',
    in: 'query',
    required: false,
    schema: { type: 'array', items: { type: 'string', maxLength: 1000 }, maxItems: 100 },
    style: 'form',
    explode: true,
  })
})

test('a message tells which fields are always there', () => {
  expect(document.components.schemas.JobProgress).toStrictEqual({
    type: 'object',
    properties: {
      done: { type: 'integer', format: 'int64' },
      total: { type: 'integer', format: 'int64' },
      unit: { type: 'string' },
      message: { type: 'string' },
    },
    required: ['done', 'unit', 'message'],
  })
})
