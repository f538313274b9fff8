import type { HttpClient, OriginToken } from '../foundation/http/httpClient.ts'

/** What every function that asks a source needs. */
export interface SourceContext {
  http: HttpClient
  /** The source's address without a slash at its end; it may carry a path and may change while the program runs. */
  endpoint: () => string
  token: OriginToken | undefined
}

/** Options of `createHuggingFaceSource` and `createCivitaiSource`. */
export interface SourceOptions {
  http: HttpClient
  endpoint: () => string
  token?: string | undefined
  /**
   * The address that the token was given for; what `endpoint()` says at creation unless given. When `endpoint()` later
   * says another origin (the sample catalog), the token is not sent there.
   */
  tokenEndpoint?: string | undefined
}

export function createSourceContext(options: SourceOptions): SourceContext {
  const endpoint = () => options.endpoint().replace(/\/+$/, '')
  const token = options.token
    ? { value: options.token, origin: new URL(options.tokenEndpoint ?? options.endpoint()).origin }
    : undefined
  return { http: options.http, endpoint, token }
}

/** True when a request to the endpoint that is in use now carries the token. */
export function sendsToken(context: SourceContext): boolean {
  return context.token?.origin === new URL(context.endpoint()).origin
}
