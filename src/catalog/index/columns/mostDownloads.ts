import { forEachKey } from '../docSet.ts'
import type { IndexData } from '../indexData.ts'
import { hasBit, planeSet } from './bitPlane.ts'

/** Takes note that a model's downloads, or whether it is listed, may have changed. */
export function noteDownloads({ columns, derived }: IndexData, key: number): void {
  for (let source = 0; source < derived.sources.length; source++) {
    const most = derived.most[source]!
    const counts = hasBit(derived.sources[source]!, key) && !hasBit(columns.removed, key)
    const downloads = counts ? columns.numbers.downloads[key]! : 0
    if (counts && downloads >= most.downloads) Object.assign(most, { key, downloads, isStale: false })
    else if (most.key === key) most.isStale = true
  }
}

/** The most downloads of any listed model of a source, by its place in sourceNames. */
export function mostDownloads({ columns, derived }: IndexData, source: number): number {
  const most = derived.most[source]!
  if (!most.isStale) return most.downloads
  Object.assign(most, { key: 0, downloads: 0, isStale: false })
  const { downloads } = columns.numbers
  forEachKey(planeSet(derived.sources[source]!), (key) => {
    if (downloads[key]! > most.downloads && !hasBit(columns.removed, key)) {
      Object.assign(most, { key, downloads: downloads[key]! })
    }
  })
  return most.downloads
}
