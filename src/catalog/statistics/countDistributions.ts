import type { SourceName } from '../../ids/slug.ts'
import type { Distribution } from '../catalog.ts'
import type { DocSet } from '../index/docSet.ts'
import type { IndexView } from '../index/indexView.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'
import { bucketStarts, distributionFields, findBucket, toBuckets } from './distributions.ts'
import { walkKeys } from './walkKeys.ts'

/** Counts the models of a source by each field's buckets, in one pass. @param models the source's listed models */
export function* countDistributions(slice: Slice, source: SourceName, models: DocSet): SlicedWork<Distribution[]> {
  const counters = distributionFields.map((field) => ({
    field,
    counts: new Float64Array(bucketStarts[field].length),
    unknown: 0,
  }))
  yield* walkKeys(slice, models, (keys) => {
    for (const counter of counters) counter.unknown += countPiece(slice.view, counter.field, keys, counter.counts)
  })
  return counters.map(({ field, counts, unknown }) => ({ field, source, buckets: toBuckets(field, counts), unknown }))
}

/** @returns how many have no value */
function countPiece(view: IndexView, field: Distribution['field'], keys: Uint32Array, counts: Float64Array): number {
  const column = view.column(field)
  const starts = bucketStarts[field]
  let unknown = 0
  for (let index = 0; index < keys.length; index++) {
    const value = column[keys[index]!]!
    if (Number.isNaN(value)) unknown++
    else counts[findBucket(starts, value)]!++
  }
  return unknown
}
