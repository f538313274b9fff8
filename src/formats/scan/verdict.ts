/**
 * What is to be thought of a file before a program loads it.
 *
 * - `safe`: its format runs nothing, or all that it asks a program to import is known to hold only data.
 * - `suspicious`: it is broken, hides something, or imports what is not known.
 * - `dangerous`: it imports what runs programs, or reads and writes files.
 */
export const verdicts = ['safe', 'suspicious', 'dangerous'] as const
export type Verdict = (typeof verdicts)[number]

/** The worse of two. */
export function worseOf(one: Verdict, other: Verdict): Verdict {
  return verdicts.indexOf(one) >= verdicts.indexOf(other) ? one : other
}
