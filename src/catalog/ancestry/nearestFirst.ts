import { type IndexView, keepRelative, type Relative } from '../index/indexView.ts'
import { takeFirst } from '../takeFirst.ts'

/**
 * The first relatives by depth, then the most downloaded; those that the catalog does not have come last of their depth.
 * A family has one source, so its downloads mean one thing.
 */
export function nearestFirst(
  view: Pick<IndexView, 'column'>,
  relatives: readonly Relative[],
  limit: number,
): Relative[] {
  const downloads = view.column('downloads')
  const rank = ({ key }: Relative) => (key === undefined ? -1 : downloads[key]!)
  const first = takeFirst(
    relatives,
    limit,
    (a, b) => a.depth - b.depth || rank(b) - rank(a) || (a.key ?? 0) - (b.key ?? 0),
  )
  return first.map(keepRelative)
}
