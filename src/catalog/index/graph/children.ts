import { sourceNames } from '../../../ids/slug.ts'
import { findChainByHash, valueOf } from '../attributes/createDictionary.ts'
import { noRank, rankOfKind } from '../attributes/relationKinds.ts'
import { hasBit } from '../columns/bitPlane.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { isAlive } from '../segments/createSegments.ts'
import { findKey, idHashOf, idOf, sourceOf } from '../segments/modelText.ts'
import { findList, readList } from '../segments/postings.ts'

/** The first attribute whose value is this model's id; 0 when none names it as a parent. */
export function findOwnChain(data: IndexData, key: number): number {
  if (!hasBit(data.columns.parents, key)) return 0
  return findChainByHash(data.dictionary, idHashOf(data, key), () => idOf(data, key))
}

/**
 * Calls `visit` with each model of a source that names, as its parent, a value of this chain: by the rank of the
 * relation (see attributes/relationKinds.ts). A model that names it by several relations comes as often.
 * @param parent leaves out values that mean another model, whose id differs in letter case only
 */
export function forEachChild(
  data: IndexData,
  { chain, source, parent }: { chain: number; source: number; parent?: number },
  visit: (key: number, rank: number) => void,
): void {
  const { kinds, next } = data.dictionary
  const plane = data.derived.sources[source]!
  const relations: { attribute: number; rank: number }[] = []
  for (let attribute = chain; attribute !== 0; attribute = next[attribute]!) {
    const rank = rankOfKind[kinds[attribute]!]!
    if (rank === noRank || (parent !== undefined && !names(data, attribute, parent))) continue
    relations.push({ attribute, rank })
  }
  for (const { attribute, rank } of relations.sort((a, b) => a.rank - b.rank)) {
    for (const live of data.segments.live) {
      const { postings } = live.segment
      const list = findList(postings, attribute)
      if (list < 0) continue
      data.scratch = growArray(data.scratch, postings.counts[list]!)
      const end = readList(postings, list, data.scratch, 0)
      for (let index = 0; index < end; index++) {
        const key = data.scratch[index]!
        if (isAlive(live, key) && hasBit(plane, key)) visit(key, rank)
      }
    }
  }
}

function names(data: IndexData, attribute: number, parent: number): boolean {
  const value = valueOf(data.dictionary, attribute)
  return value === idOf(data, parent) || findKey(data, sourceNames[sourceOf(data, parent)]!, value) === parent
}
