import type { JsonObject, JsonValue } from '@bufbuild/protobuf'

/**
 * A plain object as google.protobuf.Struct can hold it: undefined is left out, bigint and times become numbers and text,
 * everything else that JSON cannot say becomes null. Never shares structure with `value`.
 */
export function plainJson(value: object): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? plainNumber(inner) : inner)),
  ) as JsonObject
}

/** An int64 as a JSON number while it is exact, as text beyond 2^53. */
export function plainNumber(value: bigint): JsonValue {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString()
}
