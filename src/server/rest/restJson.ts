import {
  type DescField,
  type DescMessage,
  enumToJson,
  type JsonObject,
  type JsonValue,
  type Message,
  ScalarType,
  toJson,
} from '@bufbuild/protobuf'

import { plainNumber } from '../messages/plainJson.ts'

/**
 * A message as REST writes it: the JSON mapping of Protocol Buffers (camelCase names, defaults written out, absent
 * optional fields left out) with one difference that people expect: 64-bit integers are JSON numbers, as long as they
 * are exact (up to 2^53), and text only beyond.
 * https://protobuf.dev/programming-guides/json/
 */
export function restJson(schema: DescMessage, message: Message): JsonValue {
  if (schema.typeName.startsWith('google.protobuf.')) return toJson(schema, message)
  const json: JsonObject = {}
  for (const field of schema.fields) {
    const value = fieldJson(field, message)
    if (value !== undefined) json[field.jsonName] = value
  }
  return json
}

/** One field of a message as REST writes it; undefined when the field has presence and is absent. */
export function fieldJson(field: DescField, message: Message): JsonValue | undefined {
  const value = fieldValue(field, message)
  if (value === undefined) return undefined
  switch (field.fieldKind) {
    case 'scalar':
      return scalarJson(field.scalar, value)
    case 'enum':
      return enumToJson(field.enum, value as number)
    case 'message':
      return messageJson(field.message, value)
    case 'list':
      return (value as unknown[]).map((item) => itemJson(field, item))
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Record<string, unknown>).map(([key, item]) => [key, itemJson(field, item)]),
      )
  }
}

function fieldValue(field: DescField, message: Message): unknown {
  const fields = message as Message & Record<string, unknown>
  if (!field.oneof) return fields[field.localName]
  const choice = fields[field.oneof.localName] as { case: string | undefined; value?: unknown }
  return choice.case === field.localName ? choice.value : undefined
}

function itemJson(field: DescField & { fieldKind: 'list' | 'map' }, item: unknown): JsonValue {
  if (field.message) return messageJson(field.message, item)
  if (field.enum) return enumToJson(field.enum, item as number)
  return scalarJson(field.scalar, item)
}

/** A google.protobuf.Struct field already is a plain JSON object in memory. */
function messageJson(schema: DescMessage, value: unknown): JsonValue {
  return schema.typeName === 'google.protobuf.Struct' ? (value as JsonObject) : restJson(schema, value as Message)
}

function scalarJson(scalar: ScalarType, value: unknown): JsonValue {
  if (typeof value === 'bigint') return plainNumber(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (scalar === ScalarType.BYTES) return Buffer.from(value as Uint8Array).toString('base64')
  return value as string | boolean
}
