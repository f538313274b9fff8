import { createRandom, type Random } from './random.ts'

/** Fills a pattern with new text; equal numbers give equal text. */
export type TextInventor = (pattern: string, seed: number) => string

/**
 * Learns which letter follows which two, and makes words that look like the sample but are none of it. A pattern is any
 * text: its letters and digits are replaced, runs of letters by a new word of the same length and case, everything else
 * stays.
 */
export function createTextInventor(sample: Iterable<string>): TextInventor {
  const following = countLetters(sample)
  const letter = (state: number, random: Random): number => {
    const choices = following[state] ?? following[0]
    return choices ? (choices[Math.floor(random() * choices.length)] ?? 1) : 1 + Math.floor(random() * 26)
  }
  return (pattern, seed) => {
    const random = createRandom(seed, 0x7e47)
    let text = ''
    let state = 0
    for (let index = 0; index < pattern.length; index++) {
      const code = pattern.charCodeAt(index)
      if (code >= 48 && code <= 57) {
        // No leading zero where there was none.
        text += String.fromCharCode(code === 48 ? 48 : 49 + Math.floor(random() * 9))
        state = 0
      } else if (isLower(code) || isUpper(code)) {
        const next = letter(state, random)
        text += String.fromCharCode(next + (isUpper(code) ? 64 : 96))
        state = (state % 27) * 27 + next
      } else {
        text += pattern[index]
        state = 0
      }
    }
    return text
  }
}

/** By the two letters before (0 for none, 1 for a): every letter that followed, as often as it did, up to a bound. */
function countLetters(sample: Iterable<string>): (Uint8Array | undefined)[] {
  const lists: number[][] = Array.from({ length: 27 * 27 }, () => [])
  for (const text of sample) {
    let state = 0
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index) | 32
      if (!isLower(code)) {
        state = 0
        continue
      }
      const list = lists[state]
      if (list && list.length < 4000) list.push(code - 96)
      state = (state % 27) * 27 + code - 96
    }
  }
  return lists.map((list) => (list.length > 0 ? Uint8Array.from(list) : undefined))
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90
}
