import type { Catalog } from '../catalog.ts'
import type { IndexView, SearchIndex } from '../index/indexView.ts'

/** Rows that one transaction changes. */
const rowsAtOnce = 500
/** A score that moved less than this, of a hundred, is left as it is. */
const least = 0.05

/** Writes the scores that differ from those that are there, in slices. @returns how many */
export async function renewRising(
  { catalog, index }: { catalog: Pick<Catalog, 'write'>; index: SearchIndex },
  scores: Float32Array,
): Promise<number> {
  const changed = findChanged(await index.read(), scores)
  for (let start = 0; start < changed.length; start += rowsAtOnce) {
    const slice = changed.slice(start, start + rowsAtOnce).map((key) => ({ key, score: scores[key] ?? Number.NaN }))
    await catalog.write((writer) => writer.setRising(slice))
    await new Promise(setImmediate)
  }
  return changed.length
}

function findChanged(view: IndexView, scores: Float32Array): number[] {
  const known = view.column('rising')
  const changed: number[] = []
  for (let key = 1; key < scores.length; key++) {
    const [before, after] = [known[key] ?? Number.NaN, scores[key] ?? Number.NaN]
    if (Number.isNaN(before) && Number.isNaN(after)) continue
    if (!(Math.abs(before - after) < least)) changed.push(key)
  }
  return changed
}
