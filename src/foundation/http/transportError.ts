import { WeighthouseError } from '../errors.ts'
import { redactUrl } from './redactUrl.ts'

export interface TransportContext {
  url: URL
  /** True when the URL came from a redirect: its query may be a secret as a whole. */
  redirected: boolean
  signal: AbortSignal | undefined
}

/**
 * Turns what sockets, TLS, DNS, undici and the decoders throw into SOURCE_UNREACHABLE, and an abort into CANCELLED.
 * What is not a failure of the way to the server (a bug, a full disk) is returned as it is.
 */
export function toTransportError(error: unknown, context: TransportContext): unknown {
  if (context.signal?.aborted) return cancelledError(context.signal.reason)
  if (!(error instanceof Error) || error instanceof WeighthouseError) return error
  const code = codeOf(error)
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return cancelledError(error)
  if (code === undefined || !isTransportCode(code)) return error
  const address = redactUrl(context.url, { dropQuery: context.redirected })
  return new WeighthouseError('SOURCE_UNREACHABLE', `${context.url.origin} ${describe(code)} (${address}).`, {
    hint: hintFor(code),
    details: { url: address, reason: code },
    cause: error,
  })
}

function codeOf(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code
  // undici leaves the code out for some of the things that its parser can meet.
  return error.name === 'HTTPParserError' ? 'HPE_INVALID' : undefined
}

export function cancelledError(reason: unknown): WeighthouseError {
  return new WeighthouseError('CANCELLED', 'The request was cancelled.', { cause: reason })
}

/** The server said nothing for `timeoutMs` milliseconds. */
export function silenceError(url: URL, timeoutMs: number, redirected: boolean): WeighthouseError {
  const address = redactUrl(url, { dropQuery: redirected })
  return new WeighthouseError(
    'SOURCE_UNREACHABLE',
    `${url.origin} said nothing for ${timeoutMs / 1000} seconds (${address}).`,
    {
      hint: 'Check the network, or allow more time with WEIGHTHOUSE_HTTP_TIMEOUT_MS.',
      details: { url: address, reason: 'TIMEOUT' },
    },
  )
}

const undiciCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_INFO',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
])

const networkCodes = new Set(['EPIPE', 'EPROTO', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN'])

function isTransportCode(code: string): boolean {
  return (
    undiciCodes.has(code) ||
    networkCodes.has(code) ||
    isCertificateCode(code) ||
    // ECONNREFUSED …, ENETUNREACH …, EAI_AGAIN …, EADDRNOTAVAIL, HPE_* (what came is not HTTP), Z_* and
    // ERR__ERROR_* (zlib and brotli: what came is not what content-encoding says).
    /^(?:ECONN|ENET|EAI_|EADDRNOTAVAIL|HPE_|Z_|ERR__ERROR_|ZSTD_|ERR_SSL_|ERR_TLS_)/.test(code)
  )
}

function isCertificateCode(code: string): boolean {
  return /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|ERR_TLS_CERT)/.test(code)
}

function describe(code: string): string {
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'has no address that can be found'
  if (code === 'ECONNREFUSED') return 'refuses connections'
  if (isCertificateCode(code)) return `has a certificate that is not trusted (${code})`
  if (code.includes('TIMEOUT') || code === 'ETIMEDOUT') return 'did not answer in time'
  if (code.startsWith('HPE_')) return `answered something that is not HTTP (${code})`
  if (/^(?:Z_|ERR__ERROR_|ZSTD_)/.test(code)) return `sent a damaged compressed answer (${code})`
  return `broke the connection (${code})`
}

function hintFor(code: string): string {
  if (isCertificateCode(code)) {
    return 'Check the clock of this machine; behind a company proxy, name its certificate in NODE_EXTRA_CA_CERTS.'
  }
  return 'Check the network and the endpoint in `weighthouse config`; everything already here works without it.'
}
