/**
 * Every failure that a user can meet has one of these codes. The table is the single home of what a code
 * means outside: the exit code of the command line, the HTTP status of REST, the gRPC status of Connect.
 *
 * Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 verification failed.
 */
export const errorCodes = {
  INVALID_ARGUMENT: { exit: 2, http: 400, grpc: 'invalid_argument' },
  INVALID_CONFIG: { exit: 2, http: 400, grpc: 'invalid_argument' },
  UNSAFE_PATH: { exit: 2, http: 400, grpc: 'invalid_argument' },
  MODEL_NOT_FOUND: { exit: 3, http: 404, grpc: 'not_found' },
  REVISION_NOT_FOUND: { exit: 3, http: 404, grpc: 'not_found' },
  FILE_NOT_FOUND: { exit: 3, http: 404, grpc: 'not_found' },
  JOB_NOT_FOUND: { exit: 3, http: 404, grpc: 'not_found' },
  APP_NOT_FOUND: { exit: 3, http: 404, grpc: 'not_found' },
  NOT_FOUND: { exit: 3, http: 404, grpc: 'not_found' },
  GATED: { exit: 1, http: 403, grpc: 'permission_denied' },
  FORBIDDEN: { exit: 1, http: 403, grpc: 'permission_denied' },
  UNAUTHORIZED: { exit: 1, http: 401, grpc: 'unauthenticated' },
  RATE_LIMITED: { exit: 1, http: 429, grpc: 'resource_exhausted' },
  SOURCE_UNREACHABLE: { exit: 1, http: 502, grpc: 'unavailable' },
  SOURCE_ERROR: { exit: 1, http: 502, grpc: 'unavailable' },
  SOURCE_DRIFT: { exit: 1, http: 502, grpc: 'unavailable' },
  VERIFICATION_FAILED: { exit: 4, http: 422, grpc: 'data_loss' },
  DISK_FULL: { exit: 1, http: 507, grpc: 'resource_exhausted' },
  QUOTA_EXCEEDED: { exit: 1, http: 507, grpc: 'resource_exhausted' },
  STORE_UNREACHABLE: { exit: 1, http: 503, grpc: 'unavailable' },
  PERMISSION_DENIED: { exit: 1, http: 500, grpc: 'permission_denied' },
  DATABASE_CORRUPT: { exit: 1, http: 500, grpc: 'data_loss' },
  DATABASE_UNREACHABLE: { exit: 1, http: 503, grpc: 'unavailable' },
  DATABASE_BUSY: { exit: 1, http: 503, grpc: 'unavailable' },
  HOME_UNWRITABLE: { exit: 1, http: 500, grpc: 'permission_denied' },
  PORT_IN_USE: { exit: 1, http: 500, grpc: 'unavailable' },
  CONFLICT: { exit: 1, http: 409, grpc: 'failed_precondition' },
  CANCELLED: { exit: 1, http: 499, grpc: 'canceled' },
  UNSUPPORTED: { exit: 1, http: 501, grpc: 'unimplemented' },
  INTERNAL: { exit: 1, http: 500, grpc: 'internal' },
} as const

export type ErrorCode = keyof typeof errorCodes

export interface WeighthouseErrorOptions {
  /** What the user does next, as one sentence. */
  hint?: string
  /** Machine-readable context: ids, paths, sizes in bytes. Goes to REST's `details`. */
  details?: Record<string, unknown>
  cause?: unknown
}

/**
 * The one error class. The message says what happened and to which path or id; the hint says what to do next.
 * Secrets are taken out of message, hint and details when the error is made, so no later layer can leak them.
 */
export class WeighthouseError extends Error {
  override readonly name = 'WeighthouseError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, options: WeighthouseErrorOptions = {}) {
    super(redactSecrets(message), { cause: options.cause })
    this.code = code
    this.hint = options.hint === undefined ? undefined : redactSecrets(options.hint)
    this.details = redactDetails(options.details ?? {})
  }
}

/** True when `error` is a WeighthouseError, of one of `codes` if any are given. */
export function isWeighthouseError(error: unknown, ...codes: ErrorCode[]): error is WeighthouseError {
  return error instanceof WeighthouseError && (codes.length === 0 || codes.includes(error.code))
}

/** The `code` of a Node system error (`ENOENT`, `EEXIST`, …), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * Turns whatever was thrown into a WeighthouseError. Called once, at the edge (command line, API, job runner).
 * File-system errors that a user can mend get their own codes; everything else is INTERNAL, a bug of ours.
 */
export function toWeighthouseError(error: unknown): WeighthouseError {
  if (error instanceof WeighthouseError) return error
  const message = error instanceof Error ? error.message : String(error)
  const path = error instanceof Error && 'path' in error ? { path: error.path } : {}
  switch (systemErrorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new WeighthouseError('DISK_FULL', `The disk is full: ${message}`, {
        hint: 'Free some space or move WEIGHTHOUSE_HOME to a larger disk, then run the same command again: finished work is kept.',
        details: path,
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new WeighthouseError('PERMISSION_DENIED', `No permission: ${message}`, {
        hint: 'Give your user write access to that path, or choose another one.',
        details: path,
        cause: error,
      })
    default:
      if (error instanceof Error && error.name === 'AbortError') {
        return new WeighthouseError('CANCELLED', 'The work was cancelled.', { cause: error })
      }
      return new WeighthouseError('INTERNAL', message, { cause: error })
  }
}

const secretPatterns: [RegExp, string][] = [
  [/\bhf_[A-Za-z0-9]{8,}/g, 'hf_***'],
  [/\b(Bearer\s+)[^\s"',;]+/gi, '$1***'],
  [
    /([?&](?:token|api_?key|access_token|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|Policy|Key-Pair-Id|sig)=)[^&\s"']+/gi,
    '$1***',
  ],
  [/(\/\/[^/\s:@]+:)[^/\s@]+@/g, '$1***@'],
]

/** Replaces tokens, bearer headers, signed-URL parameters and URL passwords in `text` by `***`. */
export function redactSecrets(text: string): string {
  return secretPatterns.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text)
}

function redactDetails(details: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, redactValue(value)]))
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactSecrets(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return redactDetails(value as Record<string, unknown>)
  }
  return value
}
