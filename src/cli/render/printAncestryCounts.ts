import type { Ancestry } from '../../gen/weighthouse/v1/ancestry_pb.ts'
import { formatInteger, plural } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { printTable } from './printTable.ts'

const mostAuthors = 20

/** Prints how many descendants there are by relation, by depth and by author. */
export function printAncestryCounts({ entry, counts, ancestorsTotal, descendantsTotal }: Ancestry): void {
  const number = (count: bigint) => formatInteger(Number(count))
  process.stdout.write(
    `${plainText(entry?.id ?? '')}: ${plural(ancestorsTotal, 'ancestor')}, ${plural(descendantsTotal, 'descendant')}\n`,
  )
  if (!counts || descendantsTotal === 0n) return
  process.stdout.write('\n')
  printTable(
    [{ title: 'RELATION' }, { title: 'DECLARED', align: 'right' }, { title: 'INFERRED', align: 'right' }],
    counts.byRelation.map(({ relation, declared, inferred }) => [relation, number(declared), number(inferred)]),
  )
  process.stdout.write('\n')
  printTable(
    [
      { title: 'DEPTH', align: 'right' },
      { title: 'MODELS', align: 'right' },
    ],
    counts.byDepth.map(({ depth, count }) => [String(depth), number(count)]),
  )
  process.stdout.write('\n')
  printTable(
    [
      { title: 'AUTHOR', flexible: true },
      { title: 'MODELS', align: 'right' },
    ],
    counts.byAuthor.slice(0, mostAuthors).map(({ author, count }) => [author, number(count)]),
  )
  if (counts.byAuthor.length > mostAuthors) {
    process.stdout.write(`… and ${plural(counts.byAuthor.length - mostAuthors, 'more author')}\n`)
  }
}
