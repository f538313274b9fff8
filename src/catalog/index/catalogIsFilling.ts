import { WeighthouseError } from '../../foundation/errors.ts'

/** The error for whoever would fill the catalog while an import does. */
export function catalogIsFilling(): WeighthouseError {
  return new WeighthouseError('CONFLICT', 'An import is filling the catalog at this moment.', {
    hint: 'Wait for it to finish.',
  })
}
