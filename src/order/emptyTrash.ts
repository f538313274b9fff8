import { forgetArtifacts } from '../hub/upkeep/forgetArtifacts.ts'
import { emptyEntry } from '../library/trash/emptyEntry.ts'
import { getTrashEntry, listTrash } from '../library/trash/listTrash.ts'
import { dropNote } from '../library/trash/moveToTrash.ts'
import { rememberRemoved } from '../library/trash/removedModels.ts'
import type { TrashEntry } from '../library/trash/trashEntry.ts'
import type { EmptiedTrash, EmptyOptions } from './order.ts'
import type { OrderParts } from './orderParts.ts'

/** Deletes what is in the trash for good; see Order. Its blobs go with the next collection of garbage. */
export async function emptyTrash(parts: OrderParts, options: EmptyOptions): Promise<EmptiedTrash> {
  const { library, database, clock, onStep } = parts
  const { ids = [], olderThanMs = 0, dryRun = false, signal } = options
  const all = (await listTrash(library.directory)).entries
  for (const id of ids) await getTrashEntry(library.directory, id)
  const chosen = all.filter(
    ({ id, removedAt }) => (ids.length === 0 || ids.includes(id)) && removedAt <= clock() - olderThanMs,
  )
  const report: EmptiedTrash = { entries: [], bytes: 0, kept: [], dryRun }
  for (const entry of chosen) {
    signal?.throwIfAborted()
    if (!dryRun && entry.note.storage === 'in_place')
      await rememberRemoved(library.directory, entry.folder, entry.note.token)
    const kept = dryRun ? [] : await emptyEntry(entry)
    if (kept.length > 0) {
      report.kept.push({ id: entry.id, path: entry.folder, files: kept })
      continue
    }
    report.entries.push(entry)
    report.bytes += bytesOf(entry)
    if (dryRun) continue
    onStep('empty: files are gone')
    const { slug } = entry.note
    const others = all.some((other) => other.note.slug === slug && other.id !== entry.id)
    if (!others && !(await library.has([slug])).has(slug)) await forgetArtifacts(database, slug, clock())
    await dropNote(entry)
  }
  return report
}

/** Bytes of a model in the trash. Of one in place nothing but what Weighthouse wrote of it is there. */
export function bytesOf({ note }: Pick<TrashEntry, 'note'>): number {
  return note.files.reduce((sum, { size }) => sum + size, 0)
}
