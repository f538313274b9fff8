/** Decides how many streams fetch a file; see {@link createStreamControl}. */
export interface StreamControl {
  /** How many streams there should be. */
  readonly streams: number
  /** Fewer at once: the server refuses more, or breaks them. */
  limit(streams: number): void
  /**
   * To be called several times a second.
   * @param now milliseconds, growing
   * @param bytes fetched so far, by all streams
   */
  measure(now: number, bytes: number): void
}

/** More streams are kept when together they are faster by this. */
const leastGain = 0.12
/** What is measured over less time, in milliseconds, says little; at most so much is waited for a far server. */
const shortest = 120
const longest = 1500
/** A gain that nobody can doubt is believed after a third of that time: each wait is a line that is not yet full. */
const clearGain = 0.5
const clearAfter = 3
/** After more streams were of no use, they are tried again after this time, in milliseconds. */
const tryAgainMs = 20_000

/**
 * Begins with one stream and doubles their number as long as that makes all of them together faster; streams that bring
 * nothing are given up again. Fixed numbers are wrong for somebody: far servers need many, a fast disk or a server that
 * shares one line needs one.
 *
 * @param options.most never more
 * @param options.latency milliseconds from a request to its answer, as far as known
 */
export function createStreamControl(options: { most: number; latency: () => number | undefined }): StreamControl {
  let { most } = options
  let streams = 1
  let before: { streams: number; rate: number } | undefined
  let growing = true
  let start: { time: number; bytes: number } | undefined
  let settledAt = 0

  function begin(now: number, bytes: number): void {
    start = { time: now, bytes }
  }

  return {
    get streams() {
      return streams
    },
    limit(wanted) {
      most = Math.max(1, Math.min(most, wanted))
      streams = Math.min(streams, most)
      growing = false
      before = undefined
    },
    measure(now, bytes) {
      if (!start || bytes === 0) return begin(now, bytes)
      const elapsed = now - start.time
      // Time for the new streams to be answered and to come up to speed.
      const window = Math.min(longest, Math.max(shortest, 6 * (options.latency() ?? 0)))
      const rate = (bytes - start.bytes) / elapsed
      const isClear = growing && before !== undefined && rate > before.rate * (1 + clearGain)
      if (elapsed < (isClear ? window / clearAfter : window)) return
      begin(now, bytes)
      if (growing) {
        if (before && rate < before.rate * (1 + leastGain)) {
          streams = before.streams
          growing = false
          settledAt = now
          return
        }
        if (streams >= most) {
          growing = false
          settledAt = now
          return
        }
        before = { streams, rate }
        streams = Math.min(most, streams * 2)
      } else if (now - settledAt >= tryAgainMs && streams < most) {
        before = { streams, rate }
        streams = Math.min(most, streams * 2)
        growing = true
      }
    },
  }
}
