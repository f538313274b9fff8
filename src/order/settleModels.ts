import { join, relative, sep } from 'node:path'

import { isWeighthouseError } from '../foundation/errors.ts'
import { distinguishName } from '../library/cleanName.ts'
import type { LibraryModelDetail } from '../library/library.ts'
import type { ModelPlace } from '../library/order/changeNotes.ts'
import { checkWritable } from '../library/readMetadata.ts'
import { readLinks } from './links.ts'
import { carryOutMove } from './moveModel.ts'
import type { Settled, SettleOptions } from './order.ts'
import type { OrderParts } from './orderParts.ts'
import { familyGrammar, planMove } from './planMove.ts'

/** Moves folders onto the shelves of what their models are now; see Order. */
export async function settleModels(
  parts: OrderParts,
  { slugs, chosen = false, signal }: SettleOptions,
): Promise<Settled> {
  const { library } = parts
  const settled: Settled = { moved: [], problems: [] }
  for (const slug of library.offShelf({ slugs, wherever: chosen })) {
    signal?.throwIfAborted()
    try {
      const moved = await settleOne(parts, slug)
      if (!moved) continue
      const { problems, ...places } = moved
      settled.moved.push({ slug, ...places })
      if (problems.length > 0) {
        const reason = `its folder follows what it is, and not all of its links: ${problems.join('; ')}. Mend that, then map it again`
        settled.problems.push({ slug, reason })
      }
    } catch (error) {
      if (!isWeighthouseError(error)) throw error
      settled.problems.push({ slug, reason: `its folder could not follow what it is: ${error.message}` })
    }
  }
  return settled
}

async function settleOne(
  parts: OrderParts,
  slug: string,
): Promise<{ from: string; to: string; problems: string[] } | undefined> {
  const { directory } = parts.library
  const model = await parts.library.get(slug)
  // A metadata.json that somebody wrote may say anything.
  if (!familyGrammar.test(model.family)) return undefined
  checkWritable(model.metadata, model.path)
  const { from, to } = await planSettling(directory, model)
  if (from.path === to.path) return undefined
  const apps = [...(await readLinks(parts.database, slug)).keys()]
  const { problems } = await carryOutMove(parts, { slug, from, to, apps, follows: true })
  return { from: join(directory, from.path), to: join(directory, to.path), problems }
}

/** The folder keeps its name, unless another one on its new shelf has it. */
async function planSettling(
  directory: string,
  model: LibraryModelDetail,
): Promise<{ from: ModelPlace; to: ModelPlace }> {
  const path = relative(directory, model.path).split(sep).join('/')
  const shelf = { type: model.type, family: model.family }
  try {
    return await planMove(directory, model, path, shelf)
  } catch (error) {
    if (!isWeighthouseError(error, 'CONFLICT')) throw error
    return planMove(directory, model, path, { ...shelf, name: distinguishName(model.modelId, model.slug) })
  }
}
