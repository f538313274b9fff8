import { setImmediate } from 'node:timers/promises'

import type { LibraryModel } from '../../library/library.ts'
import type { LinkChecker } from './createLinkChecker.ts'

/** Models of the library in their order. */
export interface LookedFor {
  models: LibraryModel[]
  /** One byte for each: 0 when it has no overrides.json. Undefined when nobody has looked. */
  overrides: Uint8Array | undefined
}

const modelsAtOnce = 250

/**
 * Gives the models in batches. While one is worked on, the thread looks for overrides.json of the next; and others of the
 * process have their turn in between.
 */
export async function* lookForOverrides(
  models: AsyncIterable<LibraryModel>,
  checker: LinkChecker | undefined,
): AsyncGenerator<LookedFor, void, undefined> {
  let before: { models: LibraryModel[]; asked: Promise<Uint8Array | undefined> | undefined } | undefined
  for await (const batch of inBatches(models)) {
    const asked = checker?.findOverrides(batch.map(({ path }) => path))
    if (before) yield { models: before.models, overrides: await before.asked }
    before = { models: batch, asked }
    await setImmediate()
  }
  if (before) yield { models: before.models, overrides: await before.asked }
}

async function* inBatches(models: AsyncIterable<LibraryModel>): AsyncGenerator<LibraryModel[], void, undefined> {
  let batch: LibraryModel[] = []
  for await (const model of models) {
    batch.push(model)
    if (batch.length < modelsAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
