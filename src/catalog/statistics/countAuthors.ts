import type { DocSet } from '../index/docSet.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'
import { takeFirst } from '../takeFirst.ts'
import { walkKeys } from './walkKeys.ts'

export interface AuthorTotals {
  /** Key of the attribute. */
  author: number
  models: number
  downloads: number
  likes: number
}

/** The authors with the most downloads. @param models listed models of one source */
export function* countAuthors(slice: Slice, models: DocSet, limit: number): SlicedWork<AuthorTotals[]> {
  const totals = new Map<number, AuthorTotals>()
  yield* walkKeys(slice, models, (keys) => {
    const { view } = slice
    const [authors, downloads, likes] = [view.single('author'), view.column('downloads'), view.column('likes')]
    for (const key of keys) {
      const author = authors[key]!
      if (author === 0) continue
      let total = totals.get(author)
      if (!total) totals.set(author, (total = { author, models: 0, downloads: 0, likes: 0 }))
      total.models++
      total.downloads += downloads[key]!
      total.likes += likes[key]!
    }
  })
  return takeFirst(totals.values(), limit, (a, b) => b.downloads - a.downloads || b.models - a.models)
}
