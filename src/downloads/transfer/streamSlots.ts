/**
 * How many streams may speak to one host at the same time, all files together: hosts limit and punish those who open too
 * many. A file's first stream is never kept waiting.
 */
export interface StreamSlots {
  /** Counts a stream in. @returns what counts it out; undefined when the host has enough and the stream can be spared */
  take(host: string, options: { isFirst: boolean }): (() => void) | undefined
}

export function createStreamSlots(mostByHost: number): StreamSlots {
  const taken = new Map<string, number>()
  return {
    take(host, { isFirst }) {
      const now = taken.get(host) ?? 0
      if (!isFirst && now >= mostByHost) return undefined
      taken.set(host, now + 1)
      let isOut = false
      return () => {
        if (isOut) return
        isOut = true
        const left = (taken.get(host) ?? 1) - 1
        if (left > 0) taken.set(host, left)
        else taken.delete(host)
      }
    },
  }
}
