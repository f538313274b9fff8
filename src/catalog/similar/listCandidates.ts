import { type DocSet, intersect, toKeys } from '../index/docSet.ts'
import type { IndexView } from '../index/indexView.ts'
import { parseWords } from '../search/parseWords.ts'
import { takeFirst } from '../takeFirst.ts'
import type { Target } from './describeTarget.ts'

export interface Candidates {
  keys: Set<number>
  /** Models that are, with the target, parents of the same model. */
  coParents: Set<number>
}

/** Models that are looked at closely. */
const mostCandidates = 800
/** Of what shares one attribute. */
const mostOfAttribute = 200
/** Models that are gone through to find the most downloaded ones of an attribute: some milliseconds. */
const mostScanned = 100_000
/** Children whose other parents are looked at. */
const mostChildren = 50
/** With fewer than this, size and task have to do. */
const fewCandidates = 50
const sizeTolerance = 1.5

/**
 * Models that share something with the target, from what is rarest on: listed ones of its source, since downloads of two
 * sources mean different things. Of what many share, the most downloaded are taken.
 */
export function listCandidates(view: IndexView, target: Target): Candidates {
  const source = view.sourceOf(target.key)
  const downloads = view.column('downloads')
  const listed = view.match({ filter: { source: [source] } })
  const keys = new Set<number>()
  let scanned = 0
  const add = (set: DocSet) => {
    const some = intersect(set, listed)
    scanned += some.count
    for (const key of takeFirst(toKeys(some), mostOfAttribute, (a, b) => downloads[b]! - downloads[a]!)) keys.add(key)
  }

  const children = takeFirst(view.childKeysOf(target.key), mostChildren, (a, b) => downloads[b]! - downloads[a]!)
  const coParents = new Set(children.flatMap((child) => view.parentsOf(child).flatMap(({ key }) => key ?? [])))
  for (const key of [...target.parents, ...coParents]) if (view.isListed(key)) keys.add(key)

  const sets = [...target.meanings.keys(), ...(target.author === 0 ? [] : [target.author])]
    .map((attribute) => view.modelsWith(attribute))
    .sort((a, b) => a.count - b.count)
  for (const set of sets) {
    if (keys.size >= mostCandidates || scanned + set.count > mostScanned) break
    add(set)
  }
  if (keys.size < fewCandidates && target.task !== 0) {
    const { parameters } = target
    const range = { from: parameters / sizeTolerance, to: parameters * sizeTolerance }
    const ranges = parameters > 0 ? { parameters: range } : {}
    const task = [view.attribute(target.task).value]
    const { keys: found } = view.find({
      words: parseWords(''),
      text: '',
      filter: { source: [source], task, ranges },
      sort: 'downloads',
      limit: mostOfAttribute,
    })
    for (const key of found) keys.add(key)
  }
  for (const set of [keys, coParents]) set.delete(target.key)
  return { keys, coParents }
}
