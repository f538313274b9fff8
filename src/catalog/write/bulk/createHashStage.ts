import { growArray } from '../../index/growArray.ts'
import { keptDigits } from '../hashRows.ts'
import type { HashRow } from '../store/modelStore.ts'

/** Rows of `file_hashes` that wait to be written in their own order, in fourteen bytes a row. */
export interface HashStage {
  readonly size: number
  /** @param row its hash with 1 to 16 hex digits */
  add(row: HashRow): void
  /** All rows, ascending by hash, in lists of some thousand. Takes them away. */
  takeSorted(): Generator<HashRow[], void, void>
}

const halfDigits = keptDigits / 2
/** Rows are brought into order by their first digits, and then among those that have the same. */
const bucketBits = 16
const bucketsAtOnce = 256

export function createHashStage(): HashStage {
  let highs = new Uint32Array(0)
  let lows = new Uint32Array(0)
  let keys = new Uint32Array(0)
  let digits = new Uint8Array(0)
  let size = 0

  function rowAt(place: number): HashRow {
    const hash =
      highs[place]!.toString(16).padStart(halfDigits, '0') + lows[place]!.toString(16).padStart(halfDigits, '0')
    return { hash: hash.slice(0, digits[place]), key: keys[place]! }
  }

  /** As their texts compare: of two hashes of which one begins the other, it comes first. */
  function compare(a: number, b: number): number {
    return highs[a]! - highs[b]! || lows[a]! - lows[b]! || digits[a]! - digits[b]! || keys[a]! - keys[b]!
  }

  return {
    get size() {
      return size
    },
    add({ hash, key }) {
      highs = growArray(highs, size + 1)
      lows = growArray(lows, size + 1)
      keys = growArray(keys, size + 1)
      digits = growArray(digits, size + 1)
      const all = hash.padEnd(keptDigits, '0')
      highs[size] = Number.parseInt(all.slice(0, halfDigits), 16)
      lows[size] = Number.parseInt(all.slice(halfDigits), 16)
      keys[size] = key
      digits[size] = hash.length
      size++
    },
    *takeSorted() {
      const { starts, places } = sortByBucket(highs.subarray(0, size))
      size = 0
      for (let bucket = 0; bucket + 1 < starts.length; bucket += bucketsAtOnce) {
        const end = starts[Math.min(bucket + bucketsAtOnce, starts.length - 1)]!
        const inOrder = places.subarray(starts[bucket], end).sort(compare)
        if (inOrder.length > 0) yield Array.from(inOrder, rowAt)
      }
      highs = lows = keys = new Uint32Array(0)
      digits = new Uint8Array(0)
    },
  }
}

/** Counting sort by the highest bits. @returns the places in order, and where each bucket starts among them */
function sortByBucket(highs: Uint32Array): { starts: Uint32Array; places: Uint32Array } {
  const shift = 32 - bucketBits
  const starts = new Uint32Array((1 << bucketBits) + 1)
  for (const high of highs) starts[(high >>> shift) + 1]!++
  for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket]! += starts[bucket - 1]!
  const next = starts.slice()
  const places = new Uint32Array(highs.length)
  for (let place = 0; place < highs.length; place++) places[next[highs[place]! >>> shift]!++] = place
  return { starts, places }
}
