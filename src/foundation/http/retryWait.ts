import type { Clock } from '../time.ts'

const longestWaitMs = 5 * 60_000
const firstBackoffMs = 500
const longestBackoffMs = 30_000

/**
 * How long the server asks us to stay away, in milliseconds and at most five minutes, or undefined when it does not say.
 *
 * - `Retry-After`: seconds or an HTTP date (RFC 9110, section 10.2.3).
 * - `RateLimit: "api";r=0;t=55`: nothing remains, the window ends in 55 seconds
 *   (https://huggingface.co/docs/hub/rate-limits; the header is on every answer, only r=0 means throttled).
 */
export function readRetryWait(headers: Record<string, string | undefined>, clock: Clock): number | undefined {
  const wait = readRetryAfter(headers['retry-after'], clock) ?? readRateLimit(headers['ratelimit'])
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), longestWaitMs)
}

/**
 * Exponential back-off with full jitter: between 0 and 0.5 s, 1 s, 2 s … 30 s.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param tries how many tries have failed so far, from 1
 */
export function backoffWait(tries: number, random: () => number): number {
  return Math.round(random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (tries - 1)))
}

function readRetryAfter(value: string | undefined, clock: Clock): number | undefined {
  if (value === undefined) return undefined
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time - clock()
}

function readRateLimit(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  // Several policies may be listed, each `"name";r=remaining;t=seconds`: the longest wait of the exhausted ones counts.
  const waits = value
    .split(',')
    .filter((policy) => /;\s*r=0(?!\d)/.test(policy))
    .map((policy) => /;\s*t=(\d{1,9})(?!\d)/.exec(policy)?.[1])
    .filter((seconds) => seconds !== undefined)
  return waits.length === 0 ? undefined : Math.max(...waits.map(Number)) * 1000
}
