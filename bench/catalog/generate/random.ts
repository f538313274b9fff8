/** Gives numbers from 0 to below 1 that look random and are the same for the same seeds, on every machine. */
export type Random = () => number

/** Mulberry32, begun at a mix of the seeds, so that neighbouring seeds have nothing in common. */
export function createRandom(...seeds: number[]): Random {
  let state = 0x9e3779b9
  for (const seed of seeds) state = mix(state ^ mix(seed | 0))
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Murmur3's finalizer: every bit of the result depends on every bit of the number. */
function mix(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) | 0
}

/** A whole number from 0 to below `below`. */
export function pickBelow(random: Random, below: number): number {
  return Math.floor(random() * below)
}

export type Weighted<T = string> = readonly (readonly [value: T, weight: number])[]

/** Draws values as often as their weights say, in constant time (Walker's alias method). */
export function createPicker<T>(entries: Weighted<T>): (random: Random) => T {
  const count = entries.length
  const sum = entries.reduce((total, [, weight]) => total + weight, 0)
  if (!(sum > 0)) throw new Error('Nothing to draw from: every weight is zero.')
  const values = entries.map(([value]) => value)
  const share = Float64Array.from(entries, ([, weight]) => (weight * count) / sum)
  const alias = Uint32Array.from({ length: count }, (_, index) => index)
  const small: number[] = []
  const large: number[] = []
  share.forEach((value, index) => (value < 1 ? small : large).push(index))
  while (small.length > 0 && large.length > 0) {
    const less = small.pop() ?? 0
    const more = large.at(-1) ?? 0
    alias[less] = more
    share[more] = (share[more] ?? 0) - (1 - (share[less] ?? 0))
    if ((share[more] ?? 0) < 1) small.push(large.pop() ?? 0)
  }
  // What is left has a share of one but for rounding.
  for (const index of [...small, ...large]) share[index] = 1
  return (random) => {
    const scaled = random() * count
    const index = Math.floor(scaled)
    return values[scaled - index < (share[index] ?? 1) ? index : (alias[index] ?? index)] as T
  }
}

/** Draws from a distribution that is given by values at equal steps of probability, smallest first. */
export function createQuantiles(values: readonly number[]): (random: Random) => number {
  const last = values.length - 1
  return (random) => {
    const at = random() * last
    const index = Math.floor(at)
    const from = values[index] ?? 0
    return Math.round(from + ((values[index + 1] ?? from) - from) * (at - index))
  }
}

/** The values at equal steps of probability, for {@link createQuantiles}. */
export function takeQuantiles(values: readonly number[], steps = 1000): number[] {
  const sorted = [...values].toSorted((a, b) => a - b)
  if (sorted.length === 0) return [0]
  return Array.from({ length: steps + 1 }, (_, step) => sorted[Math.round((step / steps) * (sorted.length - 1))] ?? 0)
}
