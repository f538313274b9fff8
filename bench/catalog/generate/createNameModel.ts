import { createRareText } from './createVocabulary.ts'
import type { TextInventor } from './inventText.ts'
import { pickBelow, type Random } from './random.ts'

/** Makes names. */
export type NameModel = (random: Random) => string

/** A piece of a name with what separates it from the piece before: `Llama`, `-3.1`, `_8B`. */
const piece = /[-_. ]*(?:[^-_. ]|(?<=\d)\.(?=\d))+/g
const mostPieces = 12

export function splitName(name: string): string[] {
  return name.match(piece) ?? []
}

/**
 * Learns from names which piece follows which. Pieces that occur once are replaced by invented ones of the same pattern,
 * so that a larger catalog has more words, as life has.
 */
export function createNameModel(names: readonly string[], options: { scale: number; invent: TextInventor }): NameModel {
  const keys = new Map<string, number>()
  const texts: string[] = []
  const counts: number[] = []
  const followers: number[][] = []
  const starts: number[] = []
  const end = -1
  for (const name of names) {
    let before = starts
    for (const text of splitName(name)) {
      let key = keys.get(text)
      if (key === undefined) {
        key = texts.push(text) - 1
        keys.set(text, key)
        counts.push(0)
        followers.push([])
      }
      counts[key] = (counts[key] ?? 0) + 1
      before.push(key)
      before = followers[key] ?? starts
    }
    before.push(end)
  }
  const rare = texts.filter((_, key) => counts[key] === 1)
  const pickRareStart = createRareText(rare.filter((text) => !/^[-_. ]/.test(text)).concat('aaaaa'), options)
  const pickRareLater = createRareText(rare.filter((text) => /^[-_. ]/.test(text)).concat('-aaaa'), options)
  const firstKeys = Int32Array.from(starts)
  const nextKeys = followers.map((keys) => Int32Array.from(keys))
  return (random) => {
    let name = ''
    let choices = firstKeys
    for (let pieces = 0; pieces < mostPieces; pieces++) {
      const key = choices[pickBelow(random, choices.length)] ?? end
      if (key === end) break
      if (counts[key] !== 1) name += texts[key] ?? ''
      else name += pieces === 0 ? pickRareStart(random) : pickRareLater(random)
      choices = nextKeys[key] ?? firstKeys
    }
    return name
  }
}
