import type { Ancestry, AncestryOptions, Relation } from '../catalog.ts'
import type { Relative } from '../index/indexView.ts'
import type { FoundModel } from '../read/findModel.ts'
import { readEntry } from '../read/getModel.ts'
import { readEntriesByKey, type ReadParts } from '../read/readEntries.ts'
import { walkFamily } from './walkFamily.ts'

/**
 * Both directions of a model's family; see Catalog.getAncestry. All of it is walked and counted on the index; only the
 * rows that are given out are read from the database.
 *
 * A parent's `id` is how its derivative writes it, which may be in another letter case than the parent's own.
 */
export async function getAncestry(
  parts: ReadParts,
  model: FoundModel,
  options: AncestryOptions = {},
): Promise<Ancestry> {
  const family = walkFamily(await parts.index.read(), model.key, options)
  const rows = [...family.ancestors, ...family.descendants]
  const entries = await readEntriesByKey(parts, [...new Set(rows.flatMap(({ key }) => key ?? []))])
  const toRelation = ({ key, id, relation, declared, depth }: Relative): Relation => ({
    entry: key === undefined ? undefined : entries.get(key),
    id,
    relation,
    declared,
    depth,
  })
  return {
    ...family,
    entry: await readEntry(parts, model),
    ancestors: family.ancestors.map(toRelation),
    descendants: family.descendants.map(toRelation),
  }
}
