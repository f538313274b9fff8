import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'

/**
 * A listing is open to everybody: a 401 there means that the token is wrong. Anything else is returned unchanged.
 *
 * @param variable where the token was set
 */
export function explainListError(error: unknown, name: string, variable: string): unknown {
  if (!isWeighthouseError(error, 'SOURCE_ERROR') || error.details['status'] !== 401) return error
  return new WeighthouseError('UNAUTHORIZED', `${name} does not accept the token.`, {
    hint: `Set ${variable} to a valid token, or unset it: the listing needs none.`,
    details: error.details,
    cause: error,
  })
}
