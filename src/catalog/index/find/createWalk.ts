import type { DocSet } from '../docSet.ts'
import { growArray } from '../growArray.ts'
import type { IndexData } from '../indexData.ts'
import { readAttributeBatches } from './readAttributeBatches.ts'

/** Reads the attributes of models, one after the other, and counts them. */
export interface Walk {
  /** By attribute; zero for those that were not met. */
  readonly counts: Uint32Array
  /** The attributes that were met, each once. */
  met(): Uint32Array
  read(models: DocSet): void
  /** Sets all counts to zero for the next walk; this one is used up. */
  end(): void
}

export function createWalk(data: IndexData): Walk {
  data.counters = growArray(data.counters, data.dictionary.capacity)
  const counts = data.counters
  let met = new Uint32Array(1024)
  let metCount = 0

  function countMet(attributes: Uint32Array, size: number): void {
    if (metCount + size > met.length) met = growArray(met, metCount + size)
    for (let index = 0; index < size; index++) {
      const attribute = attributes[index]!
      if (counts[attribute]!++ === 0) met[metCount++] = attribute
    }
  }

  return {
    counts,
    met: () => met.subarray(0, metCount),
    read(models) {
      for (const { attributes, ends, from, to } of readAttributeBatches(data, models)) {
        countMet(attributes, ends[to - from - 1]!)
      }
    },
    end() {
      for (let index = 0; index < metCount; index++) counts[met[index]!] = 0
    },
  }
}
