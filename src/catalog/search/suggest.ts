import { WeighthouseError } from '../../foundation/errors.ts'
import type { SearchIndex } from '../index/indexView.ts'
import type { Suggestion } from './searchQuery.ts'

const defaultLimit = 8
const mostLimit = 20
/** Nobody types more into a search box before looking; what follows is left out. */
const longestText = 200

/**
 * What the search box offers; see Catalog.suggest.
 * @throws WeighthouseError INVALID_ARGUMENT for a limit that is no number from 1 to 20
 */
export async function suggest(
  { index }: { index: SearchIndex },
  text: string,
  limit = defaultLimit,
): Promise<Suggestion[]> {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= mostLimit)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The limit ${limit} is not a number from 1 to ${mostLimit}.`)
  }
  const view = await index.read()
  return view.suggest(text.slice(0, longestText), limit)
}
