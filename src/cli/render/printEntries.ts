import type { Entry } from '../../gen/weighthouse/v1/entry_pb.ts'
import { formatBytes, formatCount, formatDay } from './formatNumbers.ts'
import { type Column, printTable } from './printTable.ts'

/** A further column of entries: its title, and its cell in each row. */
export interface EntryColumn extends Column {
  cell(entry: Entry, index: number): string
}

/** Prints entries as a table: what tells models apart at a glance, and what `more` adds after the name. */
export function printEntries(entries: readonly Entry[], more: readonly EntryColumn[] = []): void {
  printTable(
    [
      { title: 'ID', flexible: true },
      ...more,
      { title: 'TASK', spare: 2 },
      { title: 'PARAMS', align: 'right', spare: 1 },
      { title: 'SIZE', align: 'right' },
      { title: 'DOWNLOADS', align: 'right' },
      { title: 'LIKES', align: 'right', spare: 3 },
      { title: 'UPDATED', spare: 4 },
      { title: 'LICENSE', spare: 5 },
      { title: 'FIT' },
      { title: '' },
    ],
    entries.map((entry, index) => [
      nameOf(entry),
      ...more.map(({ cell }) => cell(entry, index)),
      entry.task,
      entry.parameters === undefined ? '' : formatCount(Number(entry.parameters)),
      entry.storageBytes === undefined ? '' : formatBytes(Number(entry.storageBytes)),
      formatCount(Number(entry.downloads)),
      formatCount(Number(entry.likes)),
      entry.updatedAt === undefined ? '' : formatDay(Number(entry.updatedAt)),
      entry.license,
      entry.fit?.verdict ?? '',
      [entry.inLibrary && 'here', entry.gated && 'gated', entry.removedAt !== undefined && 'removed']
        .filter(Boolean)
        .join(' '),
    ]),
  )
}

/** What people call a model: CivitAI's ids are numbers. */
export function nameOf(entry: Pick<Entry, 'source' | 'slug' | 'name' | 'id'>): string {
  return entry.source === 'civitai' ? `${entry.slug} ${entry.name}` : entry.id
}
