import type { Kysely } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import { sourceNames } from '../../ids/slug.ts'
import type { IndexView, SearchIndex } from '../index/indexView.ts'
import { readSnapshotPart } from './readSnapshots.ts'
import { type Gain, risingScore } from './risingScore.ts'
import { keysOfPart } from './snapshotColumn.ts'
import { fromDay } from './snapshotDay.ts'

/** Parts that are read before others get their turn. */
const partsAtOnce = 8

/**
 * Computes the rising score of every model against an older snapshot.
 * @returns by key; NaN for a model that has none
 */
export async function computeRising(
  parts: { kysely: Kysely<Tables>; index: SearchIndex },
  { since, now }: { since: number; now: UtcMilliseconds },
): Promise<Float32Array> {
  const { capacity } = await parts.index.read()
  const gained = { likes: new Int32Array(capacity), downloads: new Float64Array(capacity) }
  const most = new Map(sourceNames.map((name) => [name, { likes: 0, downloads: 0 }]))
  await forEachPart(parts, since, capacity, (view, first, old) => {
    const length = Math.min(keysOfPart, capacity - first)
    for (let offset = 0; offset < length; offset++) {
      const key = first + offset
      if (key === 0 || !view.isListed(key)) continue
      const gain = gainOf(view, key, old, offset, fromDay(since))
      gained.likes[key] = gain.likes
      gained.downloads[key] = gain.downloads
      const best = most.get(view.sourceOf(key))
      if (!best) continue
      best.likes = Math.max(best.likes, gain.likes)
      best.downloads = Math.max(best.downloads, gain.downloads)
    }
  })
  const view = await parts.index.read()
  const scores = new Float32Array(capacity).fill(Number.NaN)
  const created = view.column('created')
  for (let key = 1; key < capacity; key++) {
    const gain = { likes: gained.likes[key] ?? 0, downloads: gained.downloads[key] ?? 0 }
    if (gain.likes <= 0 && gain.downloads <= 0) continue
    const best = most.get(view.sourceOf(key))
    if (best) scores[key] = risingScore(gain, best, now - (created[key] ?? Number.NaN))
  }
  return scores
}

function gainOf(
  view: IndexView,
  key: number,
  old: Awaited<ReturnType<typeof readSnapshotPart>>,
  offset: number,
  since: UtcMilliseconds,
): Gain {
  const likes = view.column('likes')[key] ?? 0
  const downloads = view.column('downloads')[key] ?? 0
  if (old?.listed[offset] === 1) {
    return { likes: likes - (old.likes[offset] ?? 0), downloads: downloads - (old.downloads[offset] ?? 0) }
  }
  const isNew = (view.column('created')[key] ?? Number.NaN) >= since
  return isNew ? { likes, downloads } : { likes: 0, downloads: 0 }
}

async function forEachPart(
  { kysely, index }: { kysely: Kysely<Tables>; index: SearchIndex },
  day: number,
  capacity: number,
  visit: (view: IndexView, firstKey: number, old: Awaited<ReturnType<typeof readSnapshotPart>>) => void,
): Promise<void> {
  for (let part = 0; part * keysOfPart < capacity; part++) {
    const old = await readSnapshotPart(kysely, day, part)
    visit(await index.read(), part * keysOfPart, old)
    if (part % partsAtOnce === 0) await new Promise(setImmediate)
  }
}
