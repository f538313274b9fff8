import type { Relation } from '../../gen/weighthouse/v1/entry_pb.ts'
import { formatInteger } from './formatNumbers.ts'
import { plainText } from './plainText.ts'

/** Prints related models, one a line: id, relation, and whether the relation is only inferred. */
export function printRelations(title: string, relations: readonly Relation[], total: number): void {
  if (total === 0) return
  process.stdout.write(`  ${title} (${formatInteger(total)})\n`)
  for (const relation of relations) {
    process.stdout.write(`  ${'  '.repeat(Math.min(relation.depth, 8))}${describeRelation(relation)}\n`)
  }
  if (relations.length < total) process.stdout.write(`    … and ${formatInteger(total - relations.length)} more\n`)
}

/** `owner/name  (finetune, inferred)`. */
export function describeRelation({
  id,
  relation,
  declared,
  entry,
}: Pick<Relation, 'id' | 'relation' | 'declared' | 'entry'>): string {
  const marks = [relation, !declared && 'inferred', !entry && 'not in the catalog'].filter(Boolean).join(', ')
  return `${plainText(id)}  (${marks})`
}
