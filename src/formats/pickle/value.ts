/** Something that Python would have made, as far as it matters which name it can become. */
export type Value = string | typeof other | typeof computed | typeof unknown
/** Surely no text: a number, a list, bytes, … */
export const other = 0
/** Imported, or the result of a call: may be anything, a text too. */
export const computed = 1
/** A text that was not kept, because it is too long or there are too many. */
export const unknown = 2

/** Why Python, or this reader, would go no further. */
export class PickleError extends Error {
  override readonly name = 'PickleError'
}
