import { type Attribute, attributeKinds } from '../index/indexedModel.ts'
import type { IndexView } from '../index/indexView.ts'
import type { ReadParts } from './readEntries.ts'

/** What a view says of attributes, which is good for ever. */
export type KnownAttributes = Pick<IndexView, 'attribute' | 'attributeCapacity'>

const keysAtOnce = 500

/**
 * Attributes by key, from the index where it has them: they never change, so that it lags behind by a commit does no
 * harm.
 */
export async function readAttributesByKey(
  { database, index, attributes }: ReadParts,
  keys: ReadonlySet<number>,
): Promise<Map<number, Attribute>> {
  const view: KnownAttributes = attributes ?? (await index.read())
  const found = new Map<number, Attribute>()
  const missing: number[] = []
  for (const key of keys) {
    if (key < view.attributeCapacity) found.set(key, view.attribute(key))
    else missing.push(key)
  }
  for (let start = 0; start < missing.length; start += keysAtOnce) {
    const some = missing.slice(start, start + keysAtOnce)
    const rows = await database.kysely.selectFrom('attributes').selectAll().where('key', 'in', some).execute()
    for (const { key, kind, value } of rows) {
      const name = attributeKinds[kind]
      if (name !== undefined) found.set(key, { key, kind: name, value })
    }
  }
  return found
}
