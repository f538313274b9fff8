import { create, type DescField, type JsonValue, type Message, mergeFromJson, ScalarType } from '@bufbuild/protobuf'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { RestAddress } from './restRoutes.ts'

/** What an HTTP request carries, after decoding: path segments, query parameters, JSON body. */
export interface RestRequest {
  params: Record<string, string>
  query: Record<string, string | string[]>
  /** Undefined when the request has no body. */
  body: unknown
}

/**
 * Puts the request message together: the body first, then query parameters, then what the path binds.
 * Fields may be called by their name in the proto file (`dry_run`) or by their JSON name (`dryRun`).
 *
 * @throws WeighthouseError INVALID_ARGUMENT naming the parameter or field
 */
export function readRestRequest(route: RestAddress, request: RestRequest): Message {
  const message = create(route.method.input)
  if (route.body) mergeBody(route, message, request.body)
  else if (!isEmptyBody(request.body)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${route.verb} ${route.template} takes no body.`, {
      hint: 'Give the values in the path and as query parameters.',
    })
  }
  for (const [name, value] of Object.entries(request.query)) {
    const known = queryFields(route).find(({ field }) => field.name === name || field.jsonName === name)
    if (!known) throw unknownParameter(route, name)
    merge(route, message, known, queryValue(known.field, value), `query parameter ${name}`)
  }
  for (const field of route.pathFields) {
    merge(route, message, { field }, request.params[field.name] ?? '', `path segment ${field.name}`)
  }
  return message
}

/** A field that may come as a query parameter. */
export interface QueryField {
  field: DescField
  /** The message field of the request that `field` is a part of; undefined for a field of the request itself. */
  within?: DescField
}

/**
 * What may come as query parameters: nothing when the body carries the fields. The parts of a message stand beside the
 * request's own fields, which win where names are equal, so that an export takes the query string of a search.
 */
export function queryFields(route: RestAddress): QueryField[] {
  if (route.body) return []
  const fields = route.method.input.fields.filter((field) => !route.pathFields.includes(field))
  const own = fields.filter(isPlain).map((field): QueryField => ({ field }))
  const parts = fields.flatMap((within) =>
    within.fieldKind === 'message' ? within.message.fields.filter(isPlain).map((field) => ({ field, within })) : [],
  )
  return [...own, ...parts.filter(({ field }) => !own.some((taken) => taken.field.name === field.name))]
}

function isPlain(field: DescField): boolean {
  return (
    field.fieldKind === 'scalar' ||
    field.fieldKind === 'enum' ||
    (field.fieldKind === 'list' && field.listKind !== 'message')
  )
}

function mergeBody(route: RestAddress, message: Message, body: unknown): void {
  if (body === undefined) return
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new WeighthouseError('INVALID_ARGUMENT', 'The body must be a JSON object.', {
      hint: 'Send an object with content-type application/json; /openapi.json lists its fields.',
    })
  }
  try {
    mergeFromJson(route.method.input, message, body as JsonValue)
  } catch (error) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The body is not usable: ${(error as Error).message}`, {
      hint: `Known fields: ${names(route.method.input.fields)}.`,
      cause: error,
    })
  }
}

function merge(
  route: RestAddress,
  message: Message,
  { field, within }: QueryField,
  value: JsonValue,
  where: string,
): void {
  const json = { [field.jsonName]: value }
  try {
    mergeFromJson(route.method.input, message, within ? { [within.jsonName]: json } : json)
  } catch (error) {
    throw new WeighthouseError(
      'INVALID_ARGUMENT',
      `The ${where} is not usable: ${JSON.stringify(value)} is not ${expected(field)}.`,
      { details: { field: field.name }, cause: error },
    )
  }
}

function queryValue(field: DescField, value: string | string[]): JsonValue {
  const values = Array.isArray(value) ? value : [value]
  const [only, ...more] = values.map((text) => (isBoolean(field) ? booleanValue(text) : text))
  if (field.fieldKind === 'list') return values
  return more.length > 0 ? values : (only ?? '')
}

/** `true`, `1`, `false` and `0` are what people write; anything else is left for the parser to refuse. */
function booleanValue(text: string): boolean | string {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return text
}

function isBoolean(field: DescField): boolean {
  return field.fieldKind === 'scalar' && field.scalar === ScalarType.BOOL
}

function expected(field: DescField): string {
  if (field.fieldKind === 'list') return 'a list of texts'
  if (field.fieldKind === 'enum') return `one of ${field.enum.values.map(({ name }) => name).join(', ')}`
  if (isBoolean(field)) return 'true, false, 1 or 0'
  return field.scalar === ScalarType.STRING ? 'one text' : 'a number that fits'
}

function unknownParameter(route: RestAddress, name: string): WeighthouseError {
  const known = queryFields(route)
  return new WeighthouseError(
    'INVALID_ARGUMENT',
    `${route.verb} ${route.template} has no query parameter ${JSON.stringify(name)}.`,
    {
      hint:
        known.length > 0
          ? `Known parameters: ${known.map(({ field }) => field.name).join(', ')}.`
          : route.body
            ? 'Give the values in a JSON body.'
            : 'It has none.',
      details: { parameter: name },
    },
  )
}

function names(fields: readonly DescField[]): string {
  return fields.map(({ jsonName }) => jsonName).join(', ')
}

function isEmptyBody(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0)
}
