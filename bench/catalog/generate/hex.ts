import type { Random } from './random.ts'

const four = Array.from({ length: 65_536 }, (_, number) => number.toString(16).padStart(4, '0'))

/** Random hexadecimal digits; `length` is a multiple of four. */
export function makeHex(random: Random, length: number): string {
  let text = ''
  for (let at = 0; at < length; at += 4) text += four[Math.floor(random() * 65_536)]
  return text
}
