import type { Ancestry, AncestryGroup, AuthorCount } from '../catalog.ts'
import type { RelationKind } from '../index/indexedModel.ts'
import type { IndexView, Relative } from '../index/indexView.ts'
import { takeFirst } from '../takeFirst.ts'
import { relationKinds } from './relationKinds.ts'

const authorsCounted = 50
const examplesOfGroup = 3

/** A group whose examples are keys yet. */
export interface CountedGroup extends Omit<AncestryGroup, 'examples'> {
  examples: number[]
}

interface Group {
  depth: number
  relation: RelationKind
  keys: number[]
}

/** Counts descendants in one pass. @param top authors that each group of the aggregate names */
export function countRelatives(
  view: Pick<IndexView, 'single' | 'attribute' | 'column'>,
  relatives: readonly Relative[],
  top: number,
): { counts: Ancestry['counts']; aggregate: CountedGroup[] } {
  const byRelation = relationKinds.map((relation) => ({ relation, declared: 0, inferred: 0 }))
  const byDepth: number[] = []
  const groups: (Group | undefined)[] = []
  const codes = new Map(relationKinds.map((relation, code) => [relation, code]))
  for (const { key, depth, relation, declared } of relatives) {
    const code = codes.get(relation)!
    byRelation[code]![declared ? 'declared' : 'inferred']++
    byDepth[depth] = (byDepth[depth] ?? 0) + 1
    const group = (groups[depth * relationKinds.length + code] ??= { depth, relation, keys: [] })
    if (key !== undefined) group.keys.push(key)
  }
  const some = groups
    .filter((group) => group !== undefined)
    .map((group) => ({ ...group, byAuthor: countAuthors(view, group.keys) }))
  const byAuthor = new Map<number, number>()
  for (const group of some) {
    for (const [author, count] of group.byAuthor) byAuthor.set(author, (byAuthor.get(author) ?? 0) + count)
  }
  return {
    counts: {
      byRelation: byRelation.filter(({ declared, inferred }) => declared + inferred > 0),
      byDepth: byDepth.map((count, depth) => ({ depth, count })).filter(({ count }) => count > 0),
      byAuthor: mostFrequent(view, byAuthor, authorsCounted),
    },
    aggregate: some.map((group) => toCountedGroup(view, group, top)),
  }
}

/** Sorts the authors of all models, natively: a map would be asked twice for each model of tens of thousands. */
function countAuthors(view: Pick<IndexView, 'single'>, keys: readonly number[]): Map<number, number> {
  const authorOf = view.single('author')
  const authors = new Uint32Array(keys.length)
  for (let index = 0; index < keys.length; index++) authors[index] = authorOf[keys[index]!]!
  authors.sort()
  const counts = new Map<number, number>()
  for (let from = 0, to = 0; from < authors.length; from = to) {
    while (to < authors.length && authors[to] === authors[from]) to++
    // 0 is nobody.
    if (authors[from] !== 0) counts.set(authors[from]!, to - from)
  }
  return counts
}

function toCountedGroup(
  view: Pick<IndexView, 'attribute' | 'column'>,
  { depth, relation, keys, byAuthor }: Group & { byAuthor: ReadonlyMap<number, number> },
  top: number,
): CountedGroup {
  const downloads = view.column('downloads')
  const authors = mostFrequent(view, byAuthor, top)
  return {
    depth,
    relation,
    count: keys.length,
    authors,
    more: keys.length - authors.reduce((sum, { count }) => sum + count, 0),
    examples: takeFirst(keys, examplesOfGroup, (a, b) => downloads[b]! - downloads[a]! || a - b),
  }
}

function mostFrequent(
  view: Pick<IndexView, 'attribute'>,
  counts: ReadonlyMap<number, number>,
  limit: number,
): AuthorCount[] {
  return takeFirst(counts, limit, (a, b) => b[1] - a[1] || a[0] - b[0]).map(([author, count]) => ({
    author: view.attribute(author).value,
    count,
  }))
}
