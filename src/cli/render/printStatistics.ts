import { styleText } from 'node:util'

import type { AuthorStatistics, Bucket, Distribution, Statistics } from '../../gen/weighthouse/v1/statistics_pb.ts'
import { formatBytes, formatCount, formatDay, formatInteger, formatTime } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { nameOf } from './printEntries.ts'
import { type Column, printTable } from './printTable.ts'
import { wrapText } from './wrapText.ts'

const mostAuthors = 20
const mostFamilies = 20
const mostTasks = 20

/** Prints the totals of each source, and when it was last read. */
export function printSources(statistics: Statistics): void {
  printTable(
    [
      { title: 'SOURCE' },
      { title: 'MODELS', align: 'right' },
      { title: 'REMOVED', align: 'right' },
      { title: 'LAST SYNC' },
      { title: 'LAST FULL SYNC' },
    ],
    [
      ...statistics.sources.map(({ source, total, removed, syncedAt, completedAt }) => [
        source,
        integer(total),
        integer(removed),
        formatTime(syncedAt),
        formatTime(completedAt),
      ]),
      ['all', integer(statistics.total), integer(statistics.removed), '', ''],
    ],
  )
}

/** Prints every other figure, each under its name with what it counts. */
export function printStatistics(statistics: Statistics): void {
  const { definitions, facets, distributions, tops, authors, families, licenseByTask } = statistics
  const section = (name: string, title: string) => {
    process.stdout.write(`\n${styleText('bold', title)}\n`)
    const definition = definitions[name]
    if (definition) process.stdout.write(`${wrapText(plainText(definition), 0)}\n`)
  }
  section('facets', 'By field')
  for (const { field, values } of facets) {
    const counts = values.map(({ value, count }) => `${value} ${integer(count)}`).join('  ')
    process.stdout.write(`${field}: ${wrapText(plainText(counts), 2)}\n`)
  }
  section('distributions', 'Distributions')
  for (const distribution of distributions) printDistribution(distribution)
  section('tops', 'Tops')
  for (const { name, source, entries } of tops) {
    const names = entries.map(nameOf).join(', ')
    process.stdout.write(`${plainText(name)}, ${source}: ${wrapText(plainText(names), 2)}\n`)
  }
  section('authors', 'Authors')
  printAuthors(authors.slice(0, mostAuthors))
  section('families', 'Families')
  printTable(
    [{ title: 'MODEL', flexible: true }, right('DESCENDANTS'), right('CHILDREN')],
    families
      .slice(0, mostFamilies)
      .map(({ entry, descendants, children }) => [entry ? nameOf(entry) : '', integer(descendants), integer(children)]),
  )
  section('licenseByTask', 'Licenses by task')
  printTable(
    [{ title: 'TASK' }, right('MODELS'), { title: 'LICENSES', flexible: true }],
    licenseByTask
      .slice(0, mostTasks)
      .map(({ task, count, licenses }) => [
        task,
        integer(count),
        licenses.map(({ license, count }) => `${license} ${integer(count)}`).join('  '),
      ]),
  )
}

/** Prints what authors published, one line for each source. */
export function printAuthors(authors: readonly AuthorStatistics[]): void {
  printTable(
    [
      { title: 'AUTHOR', flexible: true },
      { title: 'SOURCE' },
      right('MODELS'),
      right('DOWNLOADS'),
      right('LIKES'),
      right('DERIVATIVES'),
    ],
    authors.map(({ author, source, models, downloads, likes, derivatives }) => [
      author,
      source,
      ...[models, downloads, likes, derivatives].map(integer),
    ]),
  )
}

function printDistribution({ field, source, buckets, unknown }: Distribution): void {
  const texts = buckets.map((bucket) => `${describeBucket(field, bucket)} ${integer(bucket.count)}`)
  if (unknown > 0n) texts.push(`unknown ${integer(unknown)}`)
  process.stdout.write(`${field}, ${source}: ${wrapText(texts.join('  '), 2)}\n`)
}

function describeBucket(field: string, { from, to }: Bucket): string {
  const text = field === 'bytes' ? formatBytes : field === 'created' ? formatDay : formatCount
  return `${text(from)}..${to === undefined ? '' : text(to)}`
}

function right(title: string): Column {
  return { title, align: 'right' }
}

function integer(count: bigint): string {
  return formatInteger(Number(count))
}
