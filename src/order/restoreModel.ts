import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { describeProcess } from '../library/shelvingMarker.ts'
import { getTrashEntry } from '../library/trash/listTrash.ts'
import { dropNote } from '../library/trash/moveToTrash.ts'
import { restoreFromTrash } from '../library/trash/restoreFromTrash.ts'
import { writeNote } from '../library/trash/trashNote.ts'
import { makeLinks } from './links.ts'
import type { Restored } from './order.ts'
import type { OrderParts } from './orderParts.ts'

/** Puts a model from the trash back onto its shelf and into its applications; see Order. */
export async function restoreModel(
  parts: OrderParts,
  id: string,
  { keepUnlinked = false }: { keepUnlinked?: boolean },
): Promise<Restored> {
  const { library, apps, upkeep, clock, ownTokens, onStep } = parts
  const entry = await getTrashEntry(library.directory, id)
  const { slug, path } = entry.note
  if ((await library.has([slug])).has(slug)) {
    throw new WeighthouseError('CONFLICT', `${slug} is in the library again, so ${id} stays in the trash.`, {
      hint: `Remove the one that is there first: \`weighthouse rm ${slug}\`.`,
      details: { id, slug },
    })
  }
  const token = randomBytes(8).toString('hex')
  ownTokens.add(token)
  try {
    return await upkeep.whileWriting({ purpose: `return of ${slug}`, label: slug, missingBytes: 0 }, async () => {
      const note = { ...entry.note, ...describeProcess(token, clock()) }
      if (keepUnlinked) note.apps = []
      if (note.state === 'kept') await writeNote(dirname(entry.folder), note)
      onStep('restore: written down')
      await restoreFromTrash(library.directory, { ...entry, note })
      onStep('restore: on the shelf')
      await library.reread(path)
      onStep('restore: known')
      const linked = await makeLinks(apps, slug, note.apps)
      onStep('restore: linked')
      await dropNote(entry)
      return { slug, path: join(library.directory, path), ...linked }
    })
  } finally {
    ownTokens.delete(token)
  }
}
