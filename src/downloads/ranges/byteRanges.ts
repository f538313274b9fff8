/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  start: number
  end: number
}

/** A set of bytes of a file, as ranges that do not touch each other, ascending. */
export class ByteRanges {
  #ranges: ByteRange[] = []

  constructor(ranges: Iterable<Readonly<ByteRange>> = []) {
    for (const { start, end } of ranges) this.add(start, end)
  }

  /** How many bytes are in the set. */
  get total(): number {
    return this.#ranges.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  /** How many bytes are in it from the first byte of the file on, without a gap. */
  get prefix(): number {
    const [first] = this.#ranges
    return first?.start === 0 ? first.end : 0
  }

  /** One more than the last byte. */
  get end(): number {
    return this.#ranges.at(-1)?.end ?? 0
  }

  list(): ByteRange[] {
    return this.#ranges.map((range) => ({ ...range }))
  }

  add(start: number, end: number): void {
    if (end <= start) return
    const from = this.#ranges.findIndex((range) => range.end >= start)
    if (from < 0) {
      this.#ranges.push({ start, end })
      return
    }
    let to = from
    let merged = { start, end }
    while (to < this.#ranges.length && this.#ranges[to]!.start <= end) {
      const range = this.#ranges[to++]!
      merged = { start: Math.min(merged.start, range.start), end: Math.max(merged.end, range.end) }
    }
    this.#ranges.splice(from, to - from, merged)
  }

  remove(start: number, end: number): void {
    if (end <= start) return
    this.#ranges = this.#ranges.flatMap((range) =>
      [
        { start: range.start, end: Math.min(range.end, start) },
        { start: Math.max(range.start, end), end: range.end },
      ].filter((rest) => rest.start < rest.end),
    )
  }

  clear(): void {
    this.#ranges = []
  }

  /** The bytes of a file of this size that are not in the set. */
  missing(size: number): ByteRange[] {
    const rest = new ByteRanges([{ start: 0, end: size }])
    for (const { start, end } of this.#ranges) rest.remove(start, end)
    return rest.list()
  }
}
