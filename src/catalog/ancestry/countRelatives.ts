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
  byAuthor: Map<number, number>
}

/** Counts descendants in one pass. @param top authors that each group of the aggregate names */
export function countRelatives(
  view: Pick<IndexView, 'single' | 'attribute' | 'column'>,
  relatives: readonly Relative[],
  top: number,
): { counts: Ancestry['counts']; aggregate: CountedGroup[] } {
  const authors = view.single('author')
  const byRelation = relationKinds.map((relation) => ({ relation, declared: 0, inferred: 0 }))
  const byDepth: number[] = []
  const byAuthor = new Map<number, number>()
  const groups: (Group | undefined)[] = []
  const codes = Object.fromEntries(relationKinds.map((relation, code) => [relation, code])) as Record<
    RelationKind,
    number
  >
  for (const { key, depth, relation, declared } of relatives) {
    const code = codes[relation]
    byRelation[code]![declared ? 'declared' : 'inferred']++
    byDepth[depth] = (byDepth[depth] ?? 0) + 1
    const group = (groups[depth * relationKinds.length + code] ??= startGroup(depth, relation))
    if (key === undefined) continue
    group.keys.push(key)
    const author = authors[key]!
    if (author === 0) continue
    byAuthor.set(author, (byAuthor.get(author) ?? 0) + 1)
    group.byAuthor.set(author, (group.byAuthor.get(author) ?? 0) + 1)
  }
  const some = groups.filter((group) => group !== undefined)
  return {
    counts: {
      byRelation: byRelation.filter(({ declared, inferred }) => declared + inferred > 0),
      byDepth: byDepth.map((count, depth) => ({ depth, count })).filter(({ count }) => count > 0),
      byAuthor: mostFrequent(view, byAuthor, authorsCounted),
    },
    aggregate: some.map((group) => toCountedGroup(view, group, top)),
  }
}

function startGroup(depth: number, relation: RelationKind): Group {
  return { depth, relation, keys: [], byAuthor: new Map() }
}

function toCountedGroup(view: Pick<IndexView, 'attribute' | 'column'>, group: Group, top: number): CountedGroup {
  const { depth, relation, keys } = group
  const downloads = view.column('downloads')
  const authors = mostFrequent(view, group.byAuthor, top)
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
