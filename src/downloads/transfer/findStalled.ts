/** What is looked at of a stream. */
export interface MeasuredStream {
  /** Bytes that have come. */
  bytes: number
  /** Where the window began in which it is measured. */
  mark?: { time: number; bytes: number }
}

const windowMs = 5000
const fewest = 3
/** Of the median of the others: a stream that is slower has a bad connection, and a new one is likely better. */
const slowest = 0.1

/** The streams that have been far slower than the others for five seconds. To be called several times a second. */
export function findStalled<S extends MeasuredStream>(streams: readonly S[], now = performance.now()): S[] {
  const rates: { stream: S; rate: number }[] = []
  for (const stream of streams) {
    const { mark } = stream
    if (!mark) stream.mark = { time: now, bytes: stream.bytes }
    else if (now - mark.time >= windowMs) rates.push({ stream, rate: (stream.bytes - mark.bytes) / (now - mark.time) })
  }
  for (const { stream } of rates) stream.mark = { time: now, bytes: stream.bytes }
  if (rates.length < fewest) return []
  const sorted = rates.map(({ rate }) => rate).toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]!
  return rates.filter(({ rate }) => rate < median * slowest).map(({ stream }) => stream)
}
