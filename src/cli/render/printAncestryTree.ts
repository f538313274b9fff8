import { styleText } from 'node:util'

import type { Ancestry } from '../../gen/weighthouse/v1/ancestry_pb.ts'
import type { Relation } from '../../gen/weighthouse/v1/entry_pb.ts'
import { plural } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { describeRelation } from './printRelations.ts'

/** A model and what hangs below it. */
interface Branch {
  relation: Relation
  branches: Branch[]
}

/**
 * Draws descendants below the model that they were made from, and its ancestors above it. A model with several parents
 * hangs below the first of them that is nearest; models whose parent is beyond the limit hang below the model itself.
 */
export function printAncestryTree(ancestry: Ancestry): void {
  const { entry, ancestors, descendants, descendantsTotal, ancestorsTotal } = ancestry
  for (const ancestor of ancestors.toReversed()) {
    process.stdout.write(`${'  '.repeat(Math.min(ancestor.depth, 8))}↑ ${describeRelation(ancestor)}\n`)
  }
  process.stdout.write(`${styleText('bold', plainText(entry?.id ?? ''))}\n`)
  printBranches(growTree(entry?.id ?? '', descendants), '')
  const unseen = Number(ancestorsTotal + descendantsTotal) - ancestors.length - descendants.length
  if (unseen > 0) process.stdout.write(`… and ${plural(unseen, 'more model')}; --limit shows more\n`)
}

/** Puts each descendant below its parent. Exported for tests. */
export function growTree(root: string, descendants: readonly Relation[]): Branch[] {
  const top: Branch[] = []
  const byId = new Map<string, Branch>()
  const nearestFirst = descendants.toSorted((a, b) => a.depth - b.depth)
  for (const relation of nearestFirst) byId.set(relation.id.toLowerCase(), { relation, branches: [] })
  for (const branch of byId.values()) {
    const { relation } = branch
    const parent = (relation.entry?.baseModels ?? [])
      .map(({ id }) => byId.get(id.toLowerCase()))
      .find((candidate) => candidate !== undefined && candidate.relation.depth === relation.depth - 1)
    if (parent && relation.id.toLowerCase() !== root.toLowerCase()) parent.branches.push(branch)
    else top.push(branch)
  }
  return top
}

function printBranches(branches: readonly Branch[], indent: string): void {
  for (const [index, { relation, branches: below }] of branches.entries()) {
    const last = index === branches.length - 1
    process.stdout.write(`${indent}${last ? '└─ ' : '├─ '}${describeRelation(relation)}\n`)
    printBranches(below, `${indent}${last ? '   ' : '│  '}`)
  }
}
