import { WeighthouseError } from '../../foundation/errors.ts'

const longestName = 200

/**
 * A name that people give to what they keep.
 * @throws WeighthouseError INVALID_ARGUMENT when it is empty, has more than 200 characters, or a control character
 */
export function checkName(name: string): string {
  const trimmed = name.trim()
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  if (trimmed !== '' && trimmed.length <= longestName && !/[\0-\x1f\x7f]/.test(trimmed) && trimmed.isWellFormed()) {
    return trimmed
  }
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(name.slice(0, longestName))} is not a name.`, {
    hint: `A name has 1 to ${longestName} characters, on one line.`,
  })
}
