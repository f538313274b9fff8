/** Ways in which a mock server can misbehave. */
export const faultKinds = ['drop', '429', '5xx', 'slow', 'truncate', 'wrong-bytes', 'html', 'no-range', 'gzip'] as const
export type FaultKind = (typeof faultKinds)[number]

/**
 * One misbehaviour.
 *
 * | kind | what happens | to which requests |
 * |---|---|---|
 * | `drop` | the connection closes after `value` bytes of a body | all |
 * | `429` | status 429 with `Retry-After: 1` and `RateLimit: …;r=0;t=1` | all |
 * | `5xx` | status 503 | all |
 * | `slow` | bodies trickle at `value` bytes a second | all |
 * | `truncate` | half of the body, and a Content-Length that says that this is all | GET of files |
 * | `wrong-bytes` | the right length, every byte another one | GET of files |
 * | `html` | 200 with a web page in place of the file | GET of files |
 * | `no-range` | the Range header is ignored: 200 and the whole file | GET of files |
 * | `gzip` | `Content-Encoding: gzip`, no Content-Length, Range ignored | GET of files |
 */
export interface Fault {
  kind: FaultKind
  /** Bytes (`drop`) or bytes a second (`slow`). */
  value?: number
  /** The share of requests that it strikes, 0 to 1; default 1. */
  share?: number
  /** Strike only metadata requests, or only requests for files (and the redirects that lead to them). */
  only?: 'api' | 'files'
}

/** Faults that make no sense without a number. */
export const kindsWithValue: readonly FaultKind[] = ['drop', 'slow']
