import {
  type DescField,
  type DescMessage,
  getOption,
  hasOption,
  type JsonObject,
  type JsonValue,
  ScalarType,
} from '@bufbuild/protobuf'
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt'

import { field as fieldRules, type FieldRules } from '../../gen/buf/validate/validate_pb.ts'

/** Collects the schemas of every message that is referred to, so that each is described once. */
export interface SchemaCollector {
  /** The schema of a field's value, constraints included; messages by reference. */
  field(field: DescField): JsonObject
  /** A reference to a message's schema. */
  message(message: DescMessage): JsonObject
  /** All schemas so far, by name. */
  schemas(): JsonObject
}

// https://spec.openapis.org/oas/v3.1.1.html: schemas are JSON Schema 2020-12.
const scalarSchemas: Partial<Record<ScalarType, JsonObject>> = {
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
  [ScalarType.DOUBLE]: { type: 'number' },
  [ScalarType.FLOAT]: { type: 'number' },
  [ScalarType.UINT32]: { type: 'integer', minimum: 0, maximum: 4_294_967_295 },
  [ScalarType.INT32]: { type: 'integer', format: 'int32' },
}

export function createSchemaCollector(): SchemaCollector {
  const schemas: Record<string, JsonObject> = {}

  function message(schema: DescMessage): JsonObject {
    if (schema.typeName === 'google.protobuf.Struct') return { type: 'object', additionalProperties: true }
    // Any JSON.
    if (schema.typeName === 'google.protobuf.Value') return {}
    if (!(schema.name in schemas)) {
      const own: JsonObject = { type: 'object' }
      schemas[schema.name] = own
      own['properties'] = Object.fromEntries(schema.fields.map((inner) => [inner.jsonName, field(inner)]))
      const always = schema.fields.filter(isAlwaysThere).map(({ jsonName }) => jsonName)
      if (always.length > 0) own['required'] = always
    }
    return { $ref: `#/components/schemas/${schema.name}` }
  }

  function item(of: DescField): JsonObject {
    if (of.message) return message(of.message)
    if (of.enum) return { type: 'string', enum: of.enum.values.map(({ name }) => name) }
    return { ...((of.scalar && scalarSchemas[of.scalar]) ?? { type: 'integer', format: 'int64' }) }
  }

  function field(of: DescField): JsonObject {
    if (of.fieldKind === 'list') return list(of)
    if (of.fieldKind === 'map') return { type: 'object', additionalProperties: item(of) }
    return { ...item(of), ...constraints(rulesOf(of)) }
  }

  function list(of: DescField): JsonObject {
    const { type } = rulesOf(of) ?? {}
    const { maxItems = 0n, items } = type?.case === 'repeated' ? type.value : {}
    return {
      type: 'array',
      items: { ...item(of), ...constraints(items) },
      ...(maxItems > 0n ? { maxItems: Number(maxItems) } : {}),
    }
  }

  return { field, message, schemas: () => schemas }
}

/** REST writes every field that has no presence, whatever its value. */
function isAlwaysThere(field: DescField): boolean {
  return field.fieldKind === 'list' || field.fieldKind === 'map' || field.presence === FeatureSet_FieldPresence.IMPLICIT
}

function rulesOf(field: DescField): FieldRules | undefined {
  return hasOption(field, fieldRules) ? getOption(field, fieldRules) : undefined
}

function constraints(rules: FieldRules | undefined): Record<string, JsonValue> {
  if (!rules) return {}
  const { type } = rules
  if (type.case === 'string') {
    const { minLen, maxLen } = type.value
    return {
      ...(minLen > 0n ? { minLength: Number(minLen) } : {}),
      ...(maxLen > 0n ? { maxLength: Number(maxLen) } : {}),
      ...(type.value.in.length > 0 ? { enum: type.value.in } : {}),
    }
  }
  if (type.case === 'uint32') {
    const { lessThan, greaterThan } = type.value
    return {
      ...(lessThan.case === 'lte' ? { maximum: lessThan.value } : {}),
      ...(lessThan.case === 'lt' ? { exclusiveMaximum: lessThan.value } : {}),
      ...(greaterThan.case === 'gte' ? { minimum: greaterThan.value } : {}),
      ...(greaterThan.case === 'gt' ? { exclusiveMinimum: greaterThan.value } : {}),
    }
  }
  return {}
}
