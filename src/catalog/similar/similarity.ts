/**
 * How alike two models are, from 0 to 1:
 *
 *     score = 0.35 family + 0.30 tags + 0.10 task + 0.15 size + 0.10 name
 *
 * - family: the best of: one is made from the other (1); they share a parent (1 × rarity); they are parents of one model
 *   (0.8); they share a base that is no model, such as `SDXL 1.0` (0.6 × rarity). Rarity is 1 for a parent that only they
 *   share, 0 for one that all models have.
 * - tags: of all that the model has besides (tags, languages, datasets, formats, library, papers), the share by weight
 *   that the other has, too. A value's weight is the logarithm of how rare it is. Who has many more of them shares them by
 *   chance, so the share is multiplied by the root of the ratio of their numbers.
 * - task: 1 when it is the same.
 * - size: 1 for as many parameters, 0 from four times as many on, by the logarithm between; 0 when one is unknown.
 * - name: 1 for names of the same author that differ in size, version or format only, 0.5 of different authors.
 *
 * Downloads are no part of it: popular is not alike.
 */
export interface Likeness {
  family: number
  tags: number
  task: number
  size: number
  name: number
}

const weights: Readonly<Likeness> = { family: 0.35, tags: 0.3, task: 0.1, size: 0.15, name: 0.1 }

export function toScore(likeness: Likeness): number {
  return (
    weights.family * likeness.family +
    weights.tags * likeness.tags +
    weights.task * likeness.task +
    weights.size * likeness.size +
    weights.name * likeness.name
  )
}

/** How rare a value is: 1 when one model of all has it, 0 when each has. */
export function rarity(models: number, all: number): number {
  if (all < 2) return 1
  return 1 - Math.log(Math.min(Math.max(models, 1), all)) / Math.log(all)
}

const farthestSize = 4

/** @param a @param b numbers of weights; NaN when unknown */
export function sizeLikeness(a: number, b: number): number {
  if (!(a > 0 && b > 0)) return 0
  return Math.max(0, 1 - Math.abs(Math.log(a / b)) / Math.log(farthestSize))
}

/** @param shared @param total weights of what they share, and of what the first has; the others are numbers of values */
export function tagLikeness(shared: number, total: number, ownCount: number, otherCount: number): number {
  if (total === 0 || otherCount === 0) return 0
  return (shared / total) * Math.sqrt(Math.min(1, ownCount / otherCount))
}
