import { randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { syncDirectory } from '../foundation/files/syncDirectory.ts'
import { makeFolders } from '../library/makeFolders.ts'
import {
  addChange,
  dropChange,
  forgetOldChanges,
  type ModelPlace,
  type MoveNote,
  writeChange,
} from '../library/order/changeNotes.ts'
import { shelfGiven } from '../library/order/shelfOf.ts'
import { checkWritable } from '../library/readMetadata.ts'
import { exists } from '../library/renameWithoutReplacing.ts'
import { rewriteModel } from '../library/rewriteModel.ts'
import { describeProcess } from '../library/shelvingMarker.ts'
import { removeEmptyShelves } from '../library/trash/moveToTrash.ts'
import { makeLinks, readLinks } from './links.ts'
import type { Move, MoveOptions } from './order.ts'
import type { OrderParts } from './orderParts.ts'
import { planMove } from './planMove.ts'
import { setTitle } from './setTitle.ts'

/** Gives a model's folder another name, type or family, and mends its links; see Order. */
export async function moveModel(parts: OrderParts, slug: string, options: MoveOptions): Promise<Move> {
  const { library, database } = parts
  const model = await library.get(slug)
  if (model.storage === 'in_place') return setTitle(parts, model, options)
  checkWritable(model.metadata, model.path)
  const path = relative(library.directory, model.path).split(sep).join('/')
  const { from, to } = await planMove(library.directory, model, path, options)
  const apps = [...(await readLinks(database, slug)).keys()]
  const move: Move = {
    slug,
    from: join(library.directory, from.path),
    to: join(library.directory, to.path),
    apps,
    note: '',
    dryRun: options.dryRun ?? false,
  }
  if (move.dryRun) return move
  if (from.path === to.path) return { ...move, apps: [], note: 'It is there already.' }
  return { ...move, apps: (await carryOutMove(parts, { slug, from, to, apps })).apps }
}

/**
 * Moves, or takes a move back, all or nothing: the note first, then the rename, metadata.json, models.db, the links.
 * @returns installations whose links were mended, and links that could not be made before either, with the reason
 */
export async function carryOutMove(
  parts: OrderParts,
  wanted: Pick<MoveNote, 'slug' | 'from' | 'to' | 'apps' | 'undoes' | 'follows'>,
): Promise<{ apps: string[]; problems: string[] }> {
  const { library, apps, upkeep, clock, ownTokens, onStep } = parts
  const { slug, from, to } = wanted
  const { directory } = library
  const token = randomBytes(8).toString('hex')
  ownTokens.add(token)
  try {
    return await upkeep.whileWriting({ purpose: `move of ${slug}`, label: slug, missingBytes: 0 }, () =>
      library.whileAlone(slug, async (held) => {
        const now = clock()
        const note: MoveNote = {
          schema_version: 1,
          kind: 'move',
          state: 'open',
          made_at: new Date(now).toISOString(),
          ...wanted,
          ...describeProcess(token, now),
        }
        const id = await addChange(directory, note)
        onStep('move: written down')
        // What is in the way already, or a drive that is away, is no reason not to move.
        const before = await makeLinks(apps, slug, wanted.apps, { dryRun: true })
        try {
          await renameFolder(directory, from, to)
          held.path = to.path
          onStep('move: renamed')
          await finishMove(parts, note)
          const linked = await makeLinks(apps, slug, wanted.apps)
          if (linked.problems.length > before.problems.length) throw notLinked(slug, linked.problems)
          onStep('move: linked')
          await close(directory, id, note)
          return linked
        } catch (error) {
          if (held.path === to.path && !(await exists(join(directory, from.path)))) {
            await renameFolder(directory, to, from)
            held.path = from.path
            await finishMove(parts, { ...note, from: to, to: from })
            await makeLinks(apps, slug, wanted.apps)
          }
          await dropChange(directory, id)
          throw error
        }
      }),
    )
  } finally {
    ownTokens.delete(token)
  }
}

/** What follows the rename: metadata.json and models.db. May be called again. */
export async function finishMove(parts: OrderParts, { slug, from, to, token, follows }: MoveNote): Promise<void> {
  const { library, clock, onStep } = parts
  const folder = join(library.directory, to.path)
  await rewriteModel(folder, slug, token, ({ metadata }) => ({
    metadata: {
      ...metadata,
      ...(follows
        ? { shelf: dirname(to.path) }
        : // What somebody moves stays there: the shelf that Weighthouse gave it is another one from now on.
          { model_type: to.model_type, family: to.family, shelf: shelfGiven(metadata) }),
      model_id: to.path.split('/').at(-1) ?? metadata.model_id,
      updated_at: new Date(clock()).toISOString(),
    },
  }))
  onStep('move: metadata written')
  await removeEmptyShelves(join(library.directory, from.path))
  await library.reread(to.path)
  onStep('move: known')
}

/** Marks a move as one that can be taken back; one that takes another back, or follows what the model is, leaves no trace. */
export async function close(directory: string, id: string, note: MoveNote): Promise<void> {
  if (note.undoes === undefined && !note.follows) {
    await writeChange(directory, id, { ...note, state: 'done' })
    await forgetOldChanges(directory)
    return
  }
  if (note.undoes !== undefined) await dropChange(directory, note.undoes)
  await dropChange(directory, id)
}

async function renameFolder(directory: string, from: ModelPlace, to: ModelPlace): Promise<void> {
  const source = join(directory, from.path)
  const target = join(directory, to.path)
  await makeFolders(directory, to.path.split('/').slice(0, -1))
  const onlyCase = from.path.toLowerCase() === to.path.toLowerCase()
  // A rename would replace an empty folder.
  if (!onlyCase && (await exists(target))) {
    throw new WeighthouseError('CONFLICT', `${target} is there already.`, {
      hint: 'Choose another name.',
      details: { path: target },
    })
  }
  await rename(source, target)
  await syncDirectory(dirname(target))
  await syncDirectory(dirname(source))
}

function notLinked(slug: string, problems: readonly string[]): WeighthouseError {
  return new WeighthouseError(
    'CONFLICT',
    `The links of ${slug} could not be mended, so it stays where it was: ${problems.join('; ')}.`,
    {
      hint: 'Mend what is in the way, or take the model out of that application with `weighthouse unmap`, then move it again.',
      details: { slug, problems },
    },
  )
}
