import { create } from '@bufbuild/protobuf'
import { NullValue, type Value, ValueSchema } from '@bufbuild/protobuf/wkt'

import type { Comparison, ComparisonRow } from '../../catalog/catalog.ts'
import { type Comparison as ComparisonMessage, ComparisonSchema } from '../../gen/weighthouse/v1/model_pb.ts'
import { entryMessage } from './entryMessage.ts'

/** Models side by side, as the API tells it. */
export function comparisonMessage({ entries, rows }: Comparison, shelved: ReadonlySet<string>): ComparisonMessage {
  return create(ComparisonSchema, {
    entries: entries.map((entry) => entryMessage(entry, shelved)),
    rows: rows.map(({ field, values, differs }) => ({ field, values: values.map(valueMessage), differs })),
  })
}

function valueMessage(value: ComparisonRow['values'][number]): Value {
  if (value === undefined) return create(ValueSchema, { kind: { case: 'nullValue', value: NullValue.NULL_VALUE } })
  if (typeof value === 'string') return create(ValueSchema, { kind: { case: 'stringValue', value } })
  if (typeof value === 'number') return create(ValueSchema, { kind: { case: 'numberValue', value } })
  if (typeof value === 'boolean') return create(ValueSchema, { kind: { case: 'boolValue', value } })
  return create(ValueSchema, { kind: { case: 'listValue', value: { values: value.map(valueMessage) } } })
}
