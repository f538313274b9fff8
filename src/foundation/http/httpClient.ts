import type { Readable } from 'node:stream'

import type { z } from 'zod'

import type { PlainAnswer } from './plainConnection.ts'

/** A secret and the only origin (`https://huggingface.co`) that may ever see it. */
export interface OriginToken {
  value: string
  origin: string
}

export interface HttpRequest {
  url: string
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Sent as `Authorization: Bearer` while the URL's origin equals the token's; dropped on any other hop. */
  token?: OriginToken
  signal?: AbortSignal
  /** How long the server may stay silent (connect, headers, between two pieces of body), in milliseconds. */
  timeoutMs?: number
  /** How often a failed try is repeated; default 4. 0 for callers that retry on their own (downloads). */
  retries?: number
  /** Statuses that are an answer and not an error, besides 2xx (for instance 304, 404, 416). */
  accept?: readonly number[]
  /** Follow redirects (default true, at most 10 hops). With false the 3xx itself is the answer. */
  follow?: boolean
}

export interface HttpResponse {
  status: number
  /** Header names in lower case; repeated headers joined by `, `. */
  headers: Record<string, string | undefined>
  /** The URL that answered, after redirects. */
  url: string
  /** Headers of every redirect that was passed on the way, first hop first (Hugging Face puts X-Linked-* there). */
  redirects: { url: string; status: number; headers: Record<string, string | undefined> }[]
  /** The body, to be read or destroyed exactly once. Content-encoding is already undone. */
  body: Readable
  text(): Promise<string>
  /**
   * Reads the body as JSON and parses it.
   * @throws WeighthouseError SOURCE_DRIFT when it is not JSON or not of the schema
   */
  json<T>(schema: z.ZodType<T>): Promise<T>
}

/**
 * The one way out to the network.
 *
 * - Tries again, with exponential back-off and full jitter, after connection errors, time-outs, 408, 429 and 5xx;
 *   waits as `Retry-After` or Hugging Face's `RateLimit: "api";r=0;t=55` say (at most 5 minutes).
 * - A 4xx other than 408 and 429 is final at once.
 * - A token is sent to its own origin only, whatever redirects say; URLs in errors and logs are redacted.
 * - In offline mode every request fails at once with SOURCE_UNREACHABLE.
 *
 * Errors: SOURCE_UNREACHABLE (nobody answered), RATE_LIMITED, SOURCE_ERROR (any other status; `details.status`,
 * `details.errorCode` = the X-Error-Code header, `details.body` = the first 500 characters), CANCELLED.
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>
  /**
   * For a large body without a proxy, a faster way; tried once, redirects not followed. Undefined when the host is not
   * known to send bodies itself, or the answer is anything but a body of known length: then `request` is to be asked.
   */
  requestPlain(
    request: Pick<HttpRequest, 'url' | 'headers' | 'token' | 'signal' | 'timeoutMs'>,
  ): Promise<PlainAnswer | undefined>
  close(): Promise<void>
}
