import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { cleanName } from '../library/cleanName.ts'
import type { LibraryModelDetail } from '../library/library.ts'
import type { ModelPlace } from '../library/order/changeNotes.ts'
import type { MoveOptions } from './order.ts'

/** What the folder of a family may be called. */
export const familyGrammar = /^[a-z0-9][a-z0-9._-]{0,127}$/

/**
 * Where a model is and where it is to go.
 * @throws WeighthouseError INVALID_ARGUMENT for names that may not be folders, CONFLICT when the place is taken
 */
export async function planMove(
  directory: string,
  model: LibraryModelDetail,
  path: string,
  { name, type, family }: MoveOptions,
): Promise<{ from: ModelPlace; to: ModelPlace }> {
  const { model_type: oldType, family: oldFamily } = model.metadata
  const from: ModelPlace = { path, model_type: oldType, family: oldFamily }
  const [typeFolder = '', familyFolder = ''] = path.split('/')
  const folder = name ?? model.modelId
  if (name !== undefined && cleanName(name) !== name) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(name)} cannot be a folder of the library.`, {
      hint: `Take ${cleanName(name)}: letters, digits, \`.\`, \`_\` and \`-\`, at most 128.`,
      details: { name },
    })
  }
  if (family !== undefined && !familyGrammar.test(family)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(family)} cannot be a family.`, {
      hint: 'A family is lower-case letters, digits, `.`, `_` and `-`, at most 128.',
      details: { family },
    })
  }
  const to: ModelPlace = {
    path: `${type ?? typeFolder}/${family ?? familyFolder}/${folder}`,
    model_type: type ?? oldType,
    family: family ?? oldFamily,
  }
  if (to.path === from.path) return { from, to: from }
  const shelf = join(directory, dirname(to.path))
  const siblings = (await ifPresent(readdir(shelf))) ?? []
  // On some file systems upper and lower case are the same.
  const taken = siblings.find((sibling) => sibling.toLowerCase() === folder.toLowerCase())
  const onlyCase = to.path.toLowerCase() === from.path.toLowerCase()
  if (taken !== undefined && !onlyCase) {
    throw new WeighthouseError('CONFLICT', `${join(shelf, taken)} is there already.`, {
      hint: 'Choose another name.',
      details: { path: to.path },
    })
  }
  return { from, to }
}
