import { ConnectError } from '@connectrpc/connect'

import { type ErrorCode, errorCodes, toWeighthouseError, type WeighthouseError } from '../../foundation/errors.ts'
import { fromConnectError } from '../errors/fromConnectError.ts'

/** What every REST error is wrapped in; the command line prints the same with `--json`. */
export interface RestError {
  error: { code: ErrorCode; message: string; hint?: string; details: Record<string, unknown> }
}

/** Wraps whatever was thrown, by a service or by Connect. */
export function toRestError(error: unknown): RestError {
  const { code, message, hint, details } = readError(error)
  return { error: { code, message, ...(hint === undefined ? {} : { hint }), details } }
}

/** The HTTP status of an error: that of its code. */
export function restStatus(error: unknown): number {
  return errorCodes[readError(error).code].http
}

function readError(error: unknown): WeighthouseError {
  return error instanceof ConnectError ? fromConnectError(error) : toWeighthouseError(error)
}
