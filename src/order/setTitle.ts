import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import type { LibraryModel } from '../library/library.ts'
import { addChange, dropChange, forgetOldChanges, type TitleNote, writeChange } from '../library/order/changeNotes.ts'
import { longestTitle, type Overrides } from '../library/overrides.ts'
import { readOverrides } from '../library/readMetadata.ts'
import { rewriteModel } from '../library/rewriteModel.ts'
import { describeProcess } from '../library/shelvingMarker.ts'
import type { Move, MoveOptions } from './order.ts'
import type { OrderParts } from './orderParts.ts'

const note = 'Your files keep their names and places; only the title that Weighthouse shows is another one.'

/**
 * What renaming means for a model in place: the user's own title in overrides.json. His files are his to rename.
 * @throws WeighthouseError UNSUPPORTED for another type or family, INVALID_ARGUMENT for a title that is too long
 */
export async function setTitle(parts: OrderParts, model: LibraryModel, options: MoveOptions): Promise<Move> {
  const { name, type, family, dryRun = false } = options
  if (type !== undefined || family !== undefined || name === undefined) {
    throw new WeighthouseError('UNSUPPORTED', `${model.slug} lies in place: Weighthouse does not move your files.`, {
      hint: `Say what it is with \`weighthouse review set ${model.slug}\`, or bring it into the library with \`weighthouse import\`.`,
      details: { slug: model.slug },
    })
  }
  if (name === '' || name.length > longestTitle) {
    throw new WeighthouseError('INVALID_ARGUMENT', `A title has 1 to ${longestTitle} characters.`, {
      hint: 'Choose a shorter one.',
    })
  }
  const move: Move = { slug: model.slug, from: model.path, to: model.path, apps: [], note, dryRun }
  if (!dryRun) await changeTitle(parts, { slug: model.slug, to: name })
  return move
}

/** Writes another title, or none (null), so that it can be taken back. */
export async function changeTitle(parts: OrderParts, change: Pick<TitleNote, 'slug' | 'to' | 'undoes'>): Promise<void> {
  const { library, clock, ownTokens } = parts
  const token = randomBytes(8).toString('hex')
  ownTokens.add(token)
  try {
    await library.whileAlone(change.slug, async (held) => {
      const folder = join(library.directory, held.path)
      const { title, ...others }: Overrides = (await readOverrides(folder)) ?? {}
      const now = clock()
      const written: TitleNote = {
        schema_version: 1,
        kind: 'title',
        state: 'open',
        made_at: new Date(now).toISOString(),
        from: title ?? null,
        ...change,
        ...describeProcess(token, now),
      }
      const id = await addChange(library.directory, written)
      const next: Overrides = change.to === null ? others : { ...others, title: change.to }
      await rewriteModel(folder, change.slug, token, () => ({ overrides: next }))
      if (change.undoes === undefined) await writeChange(library.directory, id, { ...written, state: 'done' })
      else {
        await dropChange(library.directory, change.undoes)
        await dropChange(library.directory, id)
      }
      await forgetOldChanges(library.directory)
    })
  } finally {
    ownTokens.delete(token)
  }
}
