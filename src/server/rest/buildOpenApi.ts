import type { DescField, JsonObject, JsonValue } from '@bufbuild/protobuf'

import { errorCodes } from '../../foundation/errors.ts'
import { feedFormats, type FeedRoute, feedRoutes } from '../feeds/feedRoutes.ts'
import { createSchemaCollector, type SchemaCollector } from './createSchemaCollector.ts'
import { queryFields } from './readRestRequest.ts'
import { eventsPath } from './registerEvents.ts'
import { exportAddress, exportTypes } from './registerExport.ts'
import { responseBodyField, type RestAddress, type RestRoute } from './restRoutes.ts'

/** The REST API in OpenAPI 3.1, made from the same descriptors as the routes. */
export function buildOpenApi(routes: readonly RestRoute[], version: string): JsonObject {
  const schemas = createSchemaCollector()
  const paths: Record<string, JsonObject> = {}
  for (const route of routes) {
    const path = (paths[route.template] ??= {})
    path[route.verb.toLowerCase()] = operation(route, schemas)
  }
  paths[eventsPath] = { get: eventsOperation }
  paths[exportAddress.template] = { get: exportOperation(schemas) }
  for (const route of feedRoutes) {
    for (const { ending, type } of feedFormats)
      paths[`${route.address.template}.${ending}`] = { get: feedOperation(route, ending, type, schemas) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Weighthouse',
      version,
      description: 'The home of AI models: find, pull, keep, link, serve and publish them.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.schemas(), Error: errorSchema },
      responses: {
        Error: {
          description: 'What went wrong, and what to do next.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  }
}

function operation(route: RestRoute, schemas: SchemaCollector): JsonObject {
  const { method } = route
  const parameters = parametersOf(route, schemas)
  return {
    operationId: `${method.name}${route.binding === 0 ? '' : route.binding + 1}`,
    tags: [tagOf(route)],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: false,
            content: { 'application/json': { schema: requestSchema(route, schemas) } },
          },
        }
      : {}),
    responses: {
      '200': { description: 'Done.', content: { 'application/json': { schema: answerSchema(route, schemas) } } },
      ...(route.verb === 'GET' ? unchanged : {}),
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function parametersOf(route: RestAddress, schemas: SchemaCollector): JsonObject[] {
  return [
    ...route.pathFields.map((field) => parameter(field, 'path', schemas)),
    ...queryFields(route).map(({ field }) => parameter(field, 'query', schemas)),
  ]
}

function parameter(field: DescField, place: 'path' | 'query', schemas: SchemaCollector): JsonObject {
  return {
    // As in the template and in permalinks; the JSON name would do, too.
    name: field.name,
    in: place,
    required: place === 'path',
    schema: schemas.field(field),
    ...(field.fieldKind === 'list' ? { style: 'form', explode: true } : {}),
  }
}

/** A request's fields may all be left out, so none is `required`. */
function requestSchema(route: RestRoute, schemas: SchemaCollector): JsonObject {
  const fields = route.method.input.fields.filter((field) => !route.pathFields.includes(field))
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.jsonName, schemas.field(field)])),
    additionalProperties: false,
  }
}

function answerSchema({ method }: RestRoute, schemas: SchemaCollector): JsonObject {
  const body = responseBodyField(method)
  const meta = body ? method.output.fields.filter((field) => field !== body) : []
  return {
    type: 'object',
    required: ['data', 'meta'],
    properties: {
      data: body ? schemas.field(body) : schemas.message(method.output),
      meta: {
        type: 'object',
        properties: Object.fromEntries(meta.map((field) => [field.jsonName, metaSchema(field, schemas)])),
      },
    },
  }
}

function metaSchema(field: DescField, schemas: SchemaCollector): JsonValue {
  return field.name === 'next_cursor'
    ? { type: ['string', 'null'], description: 'Where the next page starts; null after the last.' }
    : schemas.field(field)
}

function tagOf({ method }: RestRoute): string {
  return method.parent.name.replace(/Service$/, '')
}

const unchanged: JsonObject = { '304': { description: 'The copy named by If-None-Match is still good.' } }

function exportOperation(schemas: SchemaCollector): JsonObject {
  return {
    operationId: 'Export',
    tags: ['Catalog'],
    description: 'Every match of a search as a file.',
    parameters: parametersOf(exportAddress, schemas),
    responses: {
      '200': {
        description: 'The file, in pieces.',
        content: Object.fromEntries(Object.values(exportTypes).map((type) => [type, {}])),
      },
      ...unchanged,
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function feedOperation(route: FeedRoute, ending: string, type: string, schemas: SchemaCollector): JsonObject {
  return {
    operationId: `${route.operationId}${ending === 'atom' ? 'Atom' : 'Json'}`,
    tags: [route.tag],
    description: route.description,
    parameters: parametersOf(route.address, schemas),
    responses: {
      '200': { description: 'The feed.', content: { [type]: { schema: { type: 'string' } } } },
      ...unchanged,
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

const errorSchema: JsonObject = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'details'],
      properties: {
        code: { type: 'string', enum: Object.keys(errorCodes) },
        message: { type: 'string', description: 'What happened, and to which path or id.' },
        hint: { type: 'string', description: 'What to do next.' },
        details: { type: 'object', additionalProperties: true },
      },
    },
  },
}

const eventsOperation: JsonObject = {
  operationId: 'StreamEvents',
  tags: ['Job'],
  description:
    'Server-Sent Events: first every job that has not ended, then each change; the data of an event is a Job.',
  responses: {
    '200': {
      description: 'A stream without end.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    default: { $ref: '#/components/responses/Error' },
  },
}
