import { delay } from '../../foundation/time.ts'

/** Holds up whoever takes bytes faster than is allowed; one for all downloads of a process. */
export interface RateLimiter {
  /** A wait, or undefined when there is none. Rejects with the signal's reason when aborted. */
  take(bytes: number, signal?: AbortSignal): Promise<void> | undefined
}

/** So much may come at once after a silence, in milliseconds of the rate. */
const burstMs = 200

/**
 * @param rate bytes per second that are allowed at the moment; undefined: any. Asked again and again, so that it can
 *   change with the time of day.
 */
export function createRateLimiter(
  rate: () => number | undefined,
  { now = () => performance.now(), wait = delay }: { now?: () => number; wait?: typeof delay } = {},
): RateLimiter {
  /** When all that was taken so far has been paid for. */
  let paidAt = 0
  return {
    take(bytes, signal) {
      const allowed = rate()
      if (allowed === undefined) return undefined
      const time = now()
      paidAt = Math.max(paidAt, time - burstMs) + (bytes / allowed) * 1000
      const ms = paidAt - time
      return ms > 0 ? wait(ms, signal) : undefined
    },
  }
}
