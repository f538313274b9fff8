import type { TextInventor } from './inventText.ts'
import { createPicker, pickBelow, type Random, type Weighted } from './random.ts'

/** Texts with their frequencies, and more of the same kind where a larger catalog needs more. */
export type Vocabulary = (random: Random) => string

/**
 * How much the number of different values grows with the number of draws (Heaps' law): a sample that is grown by a
 * factor f has f ** 0.75 times as many different values.
 */
const growth = 0.75

/**
 * What occurs once in a sample stands for all that is rare: it is never given out itself, but draws from it are spread
 * over invented texts of the same pattern, as many as a catalog has that is `scale` times as large as the sample.
 */
export function createVocabulary(sample: Weighted, options: { scale: number; invent: TextInventor }): Vocabulary {
  const common = sample.filter(([, weight]) => weight > 1)
  const rare = sample.filter(([, weight]) => weight <= 1).map(([text]) => text)
  const pickRare = createRareText(rare, options)
  const pick = createPicker<string | undefined>([...common, [undefined, rare.length]])
  return (random) => pick(random) ?? pickRare(random)
}

/** Draws of invented texts, the first of them more often than the last. */
export function createRareText(
  patterns: readonly string[],
  options: { scale: number; invent: TextInventor },
): (random: Random) => string {
  const size = Math.max(1, Math.ceil(patterns.length * Math.max(1, options.scale) ** growth * 1.6))
  return (random) => {
    const index = Math.floor(size * random() ** 1.8)
    return options.invent(patterns[index % patterns.length] ?? 'aaaa', index)
  }
}

/** Up to `count` different draws. */
export function pickSeveral(vocabulary: Vocabulary, count: number, random: Random): string[] {
  const texts = new Set<string>()
  for (let draw = 0; draw < count; draw++) texts.add(vocabulary(random))
  return [...texts]
}

/** One of a list. */
export function pickOne<T>(values: readonly T[], random: Random): T | undefined {
  return values[pickBelow(random, values.length)]
}
