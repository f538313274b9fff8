import { WeighthouseError } from '../../foundation/errors.ts'
import type { SimilarModel } from '../catalog.ts'
import type { IndexView } from '../index/indexView.ts'
import { readEntriesByKey, type ReadParts } from '../read/readEntries.ts'
import { takeFirst } from '../takeFirst.ts'
import { type Alike, compareAll } from './compareAll.ts'
import { describeTarget } from './describeTarget.ts'
import { listCandidates } from './listCandidates.ts'

const defaultLimit = 10
const mostLimit = 100

/**
 * Models like this one; see Catalog.findSimilar, and similarity.ts for the score. They are listed models of its source.
 * Its own quantizations come after everything else, as far as there is room: they are the same model.
 *
 * @throws WeighthouseError INVALID_ARGUMENT for a limit that is not from 1 to 100
 */
export async function findSimilar(parts: ReadParts, key: number, limit = defaultLimit): Promise<SimilarModel[]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > mostLimit) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The limit ${limit} is not a number from 1 to ${mostLimit}.`, {
      hint: 'Ask for 1 to 100 similar models.',
    })
  }
  const alike = rankSimilar(await parts.index.read(), key, limit)
  const entries = await readEntriesByKey(
    parts,
    alike.map((one) => one.key),
  )
  return alike.flatMap(({ key, score, reasons }) => {
    const entry = entries.get(key)
    return entry ? { entry, score, reasons } : []
  })
}

/** The same on the index alone, some milliseconds. */
export function rankSimilar(view: IndexView, key: number, limit: number): Alike[] {
  const target = describeTarget(view, key)
  const downloads = view.column('downloads')
  const alike = compareAll(view, target, listCandidates(view, target))
  return takeFirst(
    alike,
    limit,
    (a, b) =>
      Number(a.isQuantization) - Number(b.isQuantization) ||
      b.score - a.score ||
      downloads[b.key]! - downloads[a.key]! ||
      a.key - b.key,
  )
}
