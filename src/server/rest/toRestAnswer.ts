import type { DescMethodUnary, JsonObject, JsonValue, Message } from '@bufbuild/protobuf'

import { fieldJson, restJson } from './restJson.ts'
import { responseBodyField } from './restRoutes.ts'

/** What every REST answer is wrapped in; the command line prints the same with `--json`. */
export interface RestAnswer {
  data: JsonValue
  meta: JsonObject
}

/**
 * Wraps a response: with a `response_body` that field is `data` and the other fields are `meta`
 * (`nextCursor` is null after the last page); without one the whole message is `data`.
 */
export function toRestAnswer(method: DescMethodUnary, response: Message): RestAnswer {
  const body = responseBodyField(method)
  if (!body) return { data: restJson(method.output, response), meta: {} }
  const meta: JsonObject = {}
  for (const field of method.output.fields) {
    if (field === body) continue
    const value = fieldJson(field, response)
    if (value === undefined) continue
    meta[field.jsonName] = field.name === 'next_cursor' && value === '' ? null : value
  }
  return { data: fieldJson(body, response) ?? null, meta }
}
