import { relative, sep } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { type Change, type LinkNote, listChanges } from '../library/order/changeNotes.ts'
import { unlinkDuplicates } from '../library/order/unlinkDuplicates.ts'
import { listTrash } from '../library/trash/listTrash.ts'
import type { TrashEntry } from '../library/trash/trashEntry.ts'
import { carryOutMove } from './moveModel.ts'
import type { Undone } from './order.ts'
import type { OrderParts } from './orderParts.ts'
import { restoreModel } from './restoreModel.ts'
import { changeTitle } from './setTitle.ts'

/**
 * Takes back the last change that still can be: a removal whose model is in the trash, a move, a title, a linking of
 * duplicates.
 * @throws WeighthouseError NOT_FOUND when there is none
 */
export async function undoLast(parts: OrderParts, dryRun: boolean): Promise<Undone> {
  const { directory } = parts.library
  const [removal] = (await listTrash(directory)).entries.filter(({ note }) => note.state === 'kept')
  const [change] = (await listChanges(directory)).changes.filter(({ note }) => note.state === 'done')
  if (removal && (!change || removal.removedAt >= change.at)) return undoRemoval(parts, removal, dryRun)
  if (change) return undoChange(parts, change, dryRun)
  throw new WeighthouseError('NOT_FOUND', 'There is nothing to take back.', {
    hint: 'A model in the trash comes back with `weighthouse trash restore ID`.',
  })
}

async function undoRemoval(parts: OrderParts, { id, note, removedAt }: TrashEntry, dryRun: boolean): Promise<Undone> {
  const says = `${note.slug} was removed`
  const problems = dryRun ? [] : (await restoreModel(parts, id, {})).problems
  return { kind: 'removal', slug: note.slug, says, at: removedAt, problems, dryRun }
}

async function undoChange(parts: OrderParts, change: Change, dryRun: boolean): Promise<Undone> {
  const { id, note, at } = change
  const undone = { slug: note.kind === 'link' ? '' : note.slug, at, problems: [], dryRun }
  switch (note.kind) {
    case 'move': {
      const { slug, apps, from, to } = note
      if (!dryRun) {
        // It may have followed what it is since.
        const { path } = await parts.library.get(slug)
        const now = { ...to, path: relative(parts.library.directory, path).split(sep).join('/') }
        await carryOutMove(parts, { slug, apps, from: now, to: from, undoes: id })
      }
      return { ...undone, kind: 'move', says: `${slug} was moved from ${from.path} to ${to.path}` }
    }
    case 'title':
      if (!dryRun) await changeTitle(parts, { slug: note.slug, to: note.from, undoes: id })
      return { ...undone, kind: 'move', says: `${note.slug} got the title ${note.to ?? '(none)'}` }
    case 'link': {
      const says =
        note.files.length === 1 ? '1 duplicate file was linked' : `${note.files.length} duplicate files were linked`
      const problems = dryRun
        ? []
        : await unlinkDuplicates(parts.library.directory, { id, note, at } satisfies Change<LinkNote>)
      return { ...undone, kind: 'link', says, problems }
    }
  }
}
