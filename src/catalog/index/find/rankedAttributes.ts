import type { KeyList } from '../attributes/createDictionary.ts'
import { cached, type IndexData } from '../indexData.ts'

interface Ranked {
  /** The heaviest attributes, downwards. */
  keys: Uint32Array
  /** No other attribute is heavier than this. */
  rest: number
}

/** The heaviest attributes of a list, some `size` of them; kept until the index changes. */
export function rankedAttributes(
  data: IndexData,
  name: string,
  { list, weights, size }: { list: KeyList; weights: Uint32Array; size: number },
): Ranked {
  return cached(data, `ranked ${name} ${size}`, () => rank(list, weights, size))
}

/** Attributes and weights are below this, so that both fit into one number, and are sorted natively. */
const shift = 2 ** 26

function rank({ keys, count }: KeyList, weights: Uint32Array, size: number): Ranked {
  const least = findLeast(keys.subarray(0, count), weights, size)
  const chosen: number[] = []
  for (let index = 0; index < count; index++) {
    const weight = weights[keys[index]!]!
    if (weight >= least) chosen.push(weight * shift + keys[index]!)
  }
  const sorted = Float64Array.from(chosen).toSorted().toReversed()
  return { keys: Uint32Array.from(sorted, (both) => both % shift), rest: least - 1 }
}

/** The weight that about `size` attributes reach. Weights are put into buckets, each an eighth wider than the one before. */
function findLeast(keys: Uint32Array, weights: Uint32Array, size: number): number {
  const counts = new Uint32Array(8 * 32)
  for (let index = 0; index < keys.length; index++) counts[bucketOf(weights[keys[index]!]!)]!++
  let bucket = counts.length
  for (let sum = 0; bucket > 1; bucket--) {
    const more = counts[bucket - 1]!
    // Many have a weight of one or two; they are taken only when nothing else will do.
    if (sum >= size || (sum > 0 && sum + more > 4 * size)) break
    sum += more
  }
  return leastOfBucket(bucket)
}

function bucketOf(weight: number): number {
  if (weight < 8) return weight
  const exponent = 31 - Math.clz32(weight)
  return 8 * (exponent - 2) + ((weight >>> (exponent - 3)) & 7)
}

function leastOfBucket(bucket: number): number {
  return bucket < 8 ? bucket : (8 + (bucket & 7)) * 2 ** ((bucket >>> 3) - 1)
}
