/** Milliseconds since 1970, UTC. The only kind of time that the database and the API know. */
export type UtcMilliseconds = number

/** Reads the clock. Passed in where a test needs to choose the time. */
export type Clock = () => UtcMilliseconds

export const systemClock: Clock = () => Date.now()

/** Parses an ISO 8601 time to UTC milliseconds; undefined when `text` is absent or not a time. */
export function parseTime(text: string | null | undefined): UtcMilliseconds | undefined {
  if (!text) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

/** Waits for `ms` milliseconds; rejects with the signal's reason when aborted before. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error)
      return
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', aborted, { once: true })
    function done() {
      signal?.removeEventListener('abort', aborted)
      resolve()
    }
    function aborted() {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
  })
}
