import { WeighthouseError } from '../foundation/errors.ts'
import { exists } from '../library/renameWithoutReplacing.ts'
import { dropNote, moveToTrash, openRemoval } from '../library/trash/moveToTrash.ts'
import { trashedFolderName, trashFolderName } from '../library/trash/trashNote.ts'
import { emptyTrash } from './emptyTrash.ts'
import { findUses } from './findUses.ts'
import { makeLinks, takeLinks } from './links.ts'
import type { Removal, RemoveOptions } from './order.ts'
import type { OrderParts } from './orderParts.ts'

/** Takes a model from its shelf into the trash; see Order. */
export async function removeModel(parts: OrderParts, slug: string, options: RemoveOptions): Promise<Removal> {
  const { library, upkeep } = parts
  const { dryRun = false, keepLinks = false, purge = false } = options
  const model = await library.get(slug)
  const usedBy = await findUses(parts, model)
  const removal: Removal = {
    slug,
    officialName: model.officialName,
    storage: model.storage,
    path: model.path,
    sizeBytes: model.sizeBytes,
    usedBy,
    obstacles: usedBy.filter(({ kind }) => kind === 'job').map(({ id, says }) => `${says} (${id})`),
    trashId: undefined,
    dryRun,
  }
  if (dryRun) return removal
  if (removal.obstacles.length > 0) {
    throw new WeighthouseError('CONFLICT', `${slug} is in use: ${removal.obstacles.join('; ')}.`, {
      hint: 'Wait for the job, or end it with `weighthouse jobs cancel`, then run the command again.',
      details: { slug },
    })
  }
  const linked = usedBy.filter(({ kind }) => kind === 'app').map(({ id }) => id)
  const id = await upkeep.whileWriting({ purpose: `removal of ${slug}`, label: slug, missingBytes: 0 }, () =>
    leaveShelf(parts, slug, linked, keepLinks),
  )
  parts.onStep('removal: known')
  if (!purge) return { ...removal, trashId: id }
  const { kept } = await emptyTrash(parts, { ids: [id] })
  return { ...removal, trashId: kept.length > 0 ? id : undefined }
}

async function leaveShelf(parts: OrderParts, slug: string, linked: string[], keepLinks: boolean): Promise<string> {
  const { library, apps, clock, ownTokens, onStep } = parts
  return library.whileAlone(slug, async (held) => {
    const { directory } = library
    const { path, metadata, token } = held
    ownTokens.add(token)
    try {
      const open = await openRemoval({ directory, path, metadata, apps: linked, token, now: clock() })
      onStep('removal: written down')
      try {
        if (!keepLinks) await takeLinks(apps, slug, linked)
        onStep('removal: links are taken back')
        await moveToTrash(open)
      } catch (error) {
        if (await exists(open.from)) {
          await makeLinks(apps, slug, linked)
          await dropNote(open)
        }
        throw error
      } finally {
        if (!(await exists(open.from))) held.path = `${trashFolderName}/${open.id}/${trashedFolderName}`
      }
      onStep('removal: in the trash')
      return open.id
    } finally {
      ownTokens.delete(token)
    }
  })
}
