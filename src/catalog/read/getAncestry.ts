import type { Kysely } from 'kysely'

import type { Tables } from '../../database/schema.ts'
import type { Ancestry, AncestryOptions } from '../catalog.ts'
import type { FoundModel } from './findModel.ts'
import { readEntry } from './getModel.ts'
import { readChildren, readParents, type Relative, withEntries } from './readRelatives.ts'

const defaultLimit = 200

/** Walks the relations up and down, one step at a time and each model once, so that cycles end. */
export async function getAncestry(
  kysely: Kysely<Tables>,
  model: FoundModel,
  { depth, limit = defaultLimit }: AncestryOptions,
): Promise<Ancestry> {
  const ancestors = await walk(model, (models) => readParents(kysely, models), depth || Infinity)
  const descendants = await walk(model, (models) => readChildren(kysely, models), depth || Infinity)
  return {
    entry: await readEntry(kysely, model),
    ancestors: await withEntries(kysely, ancestors.slice(0, limit)),
    descendants: await withEntries(kysely, descendants.slice(0, limit)),
    ancestorsTotal: ancestors.length,
    descendantsTotal: descendants.length,
  }
}

type Step = (models: readonly FoundModel[]) => Promise<Relative[]>

async function walk(start: FoundModel, step: Step, depth: number): Promise<(Relative & { depth: number })[]> {
  const seen = new Set<number | string>([start.key])
  const found: (Relative & { depth: number })[] = []
  let reached = [start]
  for (let level = 1; reached.length > 0 && level <= depth; level++) {
    const relatives = await step(reached)
    reached = []
    for (const relative of relatives) {
      const { key, source, id } = relative
      const node = key ?? `${source}:${id.toLowerCase()}`
      if (seen.has(node)) continue
      seen.add(node)
      found.push({ ...relative, depth: level })
      if (key !== undefined) reached.push({ key, source, id })
    }
  }
  return found
}
