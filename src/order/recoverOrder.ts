import { dirname, join } from 'node:path'

import { toWeighthouseError } from '../foundation/errors.ts'
import { type Change, dropChange, listChanges, type MoveNote } from '../library/order/changeNotes.ts'
import { settleLinks } from '../library/order/unlinkDuplicates.ts'
import { readMetadata } from '../library/readMetadata.ts'
import { exists } from '../library/renameWithoutReplacing.ts'
import { isAbandoned } from '../library/shelvingMarker.ts'
import { listTrash } from '../library/trash/listTrash.ts'
import { dropNote } from '../library/trash/moveToTrash.ts'
import type { TrashEntry } from '../library/trash/trashEntry.ts'
import { makeLinks } from './links.ts'
import { close, finishMove } from './moveModel.ts'
import type { OrderParts } from './orderParts.ts'

/**
 * Ends what killed processes began. A removal that had not moved the folder is taken back, one that had is brought to its
 * end; a move goes forward once its folder is renamed. May be called at any time.
 *
 * @returns what was done, in words
 */
export async function recoverOrder(parts: OrderParts): Promise<string[]> {
  return [...(await recoverTrash(parts)), ...(await recoverChanges(parts))]
}

async function recoverTrash(parts: OrderParts): Promise<string[]> {
  const { library, clock, ownTokens } = parts
  const { entries, cutOff } = await listTrash(library.directory)
  const done: string[] = []
  for (const { id, note } of entries) {
    const known = (await library.has([note.slug])).has(note.slug)
    if (!known || (await exists(join(library.directory, note.path))) || !isAbandoned(note, clock(), ownTokens)) continue
    done.push(
      ...(await trying(id, async () => {
        await library.reread(note.path)
        return [`The removal of ${note.slug} was brought to its end.`]
      })),
    )
  }
  for (const entry of cutOff) {
    if (!isAbandoned(entry.note, clock(), ownTokens)) continue
    done.push(...(await trying(entry.id, () => recoverRemoval(parts, entry))))
  }
  return done
}

async function recoverRemoval({ library, apps }: OrderParts, entry: TrashEntry): Promise<string[]> {
  const { slug, path, apps: linked } = entry.note
  const done: string[] = []
  if (await holds(library.directory, path, slug)) {
    await library.reread(path)
    const { problems } = await makeLinks(apps, slug, linked)
    done.push(`${slug} is on its shelf, as before its removal.`, ...problems)
  }
  await dropNote(entry)
  return done
}

async function recoverChanges(parts: OrderParts): Promise<string[]> {
  const { library, clock, ownTokens } = parts
  const done: string[] = []
  for (const change of (await listChanges(library.directory)).changes) {
    if (change.note.state !== 'open' || !isAbandoned(change.note, clock(), ownTokens)) continue
    done.push(...(await trying(change.id, () => recoverChange(parts, change))))
  }
  return done
}

async function recoverChange(parts: OrderParts, { id, note, at }: Change): Promise<string[]> {
  const { directory } = parts.library
  switch (note.kind) {
    case 'move':
      return recoverMove(parts, id, note)
    case 'title':
      await dropChange(directory, id)
      return []
    case 'link': {
      const linked = await settleLinks(directory, { id, note, at })
      return [`Linking duplicates was cut off after ${linked} files.`]
    }
  }
}

/** One change that cannot be ended (a broken metadata.json, a full disk) keeps no house from being opened. */
async function trying(id: string, work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work()
  } catch (error) {
    const { message, hint = '' } = toWeighthouseError(error)
    return [`${id} was cut off and could not be ended: ${message} ${hint}`.trim()]
  }
}

async function recoverMove(parts: OrderParts, id: string, note: MoveNote): Promise<string[]> {
  const { library, apps } = parts
  const { directory } = library
  if (!(await holds(directory, note.to.path, note.slug))) {
    await dropChange(directory, id)
    return []
  }
  await finishMove(parts, note)
  const { problems } = await makeLinks(apps, note.slug, note.apps)
  await close(directory, id, note)
  return [`The move of ${note.slug} to ${dirname(note.to.path)} was brought to its end.`, ...problems]
}

async function holds(directory: string, path: string, slug: string): Promise<boolean> {
  return (await readMetadata(join(directory, path)))?.slug === slug
}
