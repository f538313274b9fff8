import { type ErrorCode, isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'

/** An error as it crosses from one thread to another, which keeps no classes. */
export interface Failure {
  /** Of a WeighthouseError; undefined for any other error. */
  code: ErrorCode | undefined
  message: string
  hint: string | undefined
  details: Record<string, unknown>
  stack: string | undefined
}

export function toFailure(error: unknown): Failure {
  const stack = error instanceof Error ? error.stack : undefined
  const message = error instanceof Error ? error.message : String(error)
  if (!isWeighthouseError(error)) return { code: undefined, message, hint: undefined, details: {}, stack }
  const { code, hint, details } = error
  return { code, message, hint, details, stack }
}

/** @param cause what is known here of why it happened */
export function toError({ code, message, hint, details, stack }: Failure, cause?: unknown): Error {
  if (code === undefined) return new Error(message, { cause: stack })
  return new WeighthouseError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    details,
    cause: cause ?? stack,
  })
}
