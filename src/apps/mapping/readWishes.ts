import { lstatSync } from 'node:fs'
import { sep } from 'node:path'

import { isWeighthouseError } from '../../foundation/errors.ts'
import type { LibraryModel } from '../../library/library.ts'
import { overridesFileName } from '../../library/metadata.ts'
import type { Overrides } from '../../library/overrides.ts'
import { readOverrides } from '../../library/readMetadata.ts'
import type { LinkWish } from './createLinkPlanner.ts'
import { explainVersionRange } from './explainVersionRange.ts'

/** What the user wants of a model in one application. */
export type Wishes = { hidden: string } | { hidden: undefined; wish: LinkWish }

const none: Wishes = { hidden: undefined, wish: {} }

/**
 * Reads what overrides.json of a model says of an application. One that cannot be used hides its model, with the reason:
 * what the user forbade there is not known.
 *
 * @param app names: its id, the installation's id and its name, as the user may write it
 * @param hasNone somebody has looked a moment ago, and there is none
 */
export function readWishes(
  model: LibraryModel,
  app: { app: string; version: string; names: readonly string[] },
  hasNone = false,
): Wishes | Promise<Wishes> {
  // Most models have none, and this look is a tenth of an awaited one.
  if (hasNone || !lstatSync(`${model.path}${sep}${overridesFileName}`, { throwIfNoEntry: false })) return none
  return readOverrides(model.path).then(
    (overrides) => toWishes(overrides, app, model.path),
    (error: unknown) => {
      if (isWeighthouseError(error, 'INVALID_CONFIG')) return { hidden: error.message }
      throw error
    },
  )
}

function toWishes(
  overrides: Overrides | undefined,
  app: { app: string; version: string; names: readonly string[] },
  folder: string,
): Wishes {
  const outside = explainVersionRange(overrides, app, folder)
  if (outside !== undefined) return { hidden: outside }
  const names = new Set(app.names.map((name) => name.toLowerCase()))
  const isNamed = (name: string) => names.has(name.toLowerCase())
  const { include, exclude } = overrides?.apps ?? {}
  if (exclude?.some(isNamed)) return { hidden: 'overrides.json keeps it from this application (apps.exclude)' }
  if (include && !include.some(isNamed)) {
    return { hidden: 'overrides.json does not name this application (apps.include)' }
  }
  const link = Object.entries(overrides?.links ?? {}).find(([name]) => isNamed(name))?.[1]
  return { hidden: undefined, wish: { folder: link?.folder, name: link?.name } }
}
