import type { DocSet } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { attributeKinds } from '../indexedModel.ts'
import { readAttributeBatches } from './readAttributeBatches.ts'
import { LeastCount, TopValues } from './topValues.ts'

/** Reads the attributes of models, one after the other, and counts them. One at a time. */
export interface Walk {
  /** By attribute; zero for those that were not met. */
  readonly counts: Uint32Array
  /** The attributes that were met, each once. */
  met(): Uint32Array
  /** The most frequent of each kind that were met. */
  topsOf(limit: number): TopValues[]
  read(models: DocSet): void
  /** Counts an attribute of each model, which a column has; 0 is none. */
  add(models: DocSet, column: Uint32Array): void
  /** Forgets what was counted of a kind. */
  drop(kind: number): void
  /** Adds what was counted elsewhere of some attributes. */
  addCounts(attributes: Uint32Array, more: Uint32Array): void
  /**
   * By code of the kind: of the attributes that were met those that would be among the most frequent with `more` models.
   * In one go for all kinds, since what was met is all over the memory.
   */
  bestOf(limit: number, more: readonly number[]): number[][]
  /** Sets all counts to zero for the next walk; this one is used up. */
  end(): void
}

export function createWalk(data: IndexData): Walk {
  data.counters = growArray(data.counters, data.dictionary.capacity)
  const counts = data.counters
  let met = new Uint32Array(1024)
  let metCount = 0

  function reserve(more: number): void {
    if (metCount + more > met.length) met = growArray(met, metCount + more)
  }

  function countMet(attributes: Uint32Array, size: number): void {
    reserve(size)
    for (let index = 0; index < size; index++) {
      const attribute = attributes[index]!
      if (counts[attribute]!++ === 0) met[metCount++] = attribute
    }
  }

  function bestOf(limit: number, more: readonly number[]): number[][] {
    const { kinds } = data.dictionary
    const leastCounts = attributeKinds.map(() => new LeastCount(limit))
    for (let index = 0; index < metCount; index++) {
      const attribute = met[index]!
      leastCounts[kinds[attribute]!]!.offer(counts[attribute]!)
    }
    const least = leastCounts.map((count, kind) => count.least - more[kind]!)
    const best = attributeKinds.map((): number[] => [])
    for (let index = 0; index < metCount; index++) {
      const attribute = met[index]!
      const kind = kinds[attribute]!
      if (counts[attribute]! >= least[kind]!) best[kind]!.push(attribute)
    }
    return best
  }

  return {
    counts,
    met: () => met.subarray(0, metCount),
    read(models) {
      for (const { attributes, ends, from, to } of readAttributeBatches(data, models)) {
        countMet(attributes, ends[to - from - 1]!)
      }
    },
    add(models, column) {
      if (models.kind === 'array') {
        reserve(models.count)
        for (let index = 0; index < models.count; index++) {
          const attribute = column[models.keys[index]!]!
          if (attribute !== 0 && counts[attribute]!++ === 0) met[metCount++] = attribute
        }
      } else {
        const { bits } = models
        for (let index = 0; index < bits.length; index++) {
          if (metCount + 32 > met.length) reserve(32)
          for (let word = bits[index]!; word !== 0; word &= word - 1) {
            const attribute = column[(index << 5) | (31 - Math.clz32(word & -word))]!
            if (attribute !== 0 && counts[attribute]!++ === 0) met[metCount++] = attribute
          }
        }
      }
    },
    drop(kind) {
      const { kinds } = data.dictionary
      let kept = 0
      for (let index = 0; index < metCount; index++) {
        const attribute = met[index]!
        if (kinds[attribute] === kind) counts[attribute] = 0
        else met[kept++] = attribute
      }
      metCount = kept
    },
    addCounts(attributes, more) {
      reserve(more.length)
      for (let index = 0; index < more.length; index++) {
        const count = more[index]!
        if (count === 0) continue
        const attribute = attributes[index]!
        if (counts[attribute] === 0) met[metCount++] = attribute
        counts[attribute]! += count
      }
    },
    topsOf(limit) {
      const nothing = attributeKinds.map(() => 0)
      return bestOf(limit, nothing).map((best) => {
        const top = new TopValues(data.dictionary, limit)
        for (const attribute of best) top.offer(attribute, counts[attribute]!)
        return top
      })
    },
    bestOf,
    end() {
      for (let index = 0; index < metCount; index++) counts[met[index]!] = 0
    },
  }
}
