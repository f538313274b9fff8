import { Code, ConnectError } from '@connectrpc/connect'

import { ErrorDetailSchema } from '#gen/error_pb.ts'

/** What a person needs to know of a failure. */
export interface ReadableError {
  /** Stable code, for instance MODEL_NOT_FOUND. */
  code: string
  message: string
  /** What to do next; empty when the server gave none. */
  hint: string
}

/** The code that stands for "no answer at all", which no server can send. */
export const noAnswer = 'SERVER_UNREACHABLE'

/** Reads the ErrorDetail that rides on every error of the API. */
export function readError(error: unknown): ReadableError {
  const connectError = ConnectError.from(error)
  const [detail] = connectError.findDetails(ErrorDetailSchema)
  if (detail) return { code: detail.code, message: connectError.rawMessage, hint: detail.hint }
  // The browser's fetch throws a TypeError, and nothing else, when it gets no answer.
  if (error instanceof TypeError || connectError.cause instanceof TypeError) {
    return {
      code: noAnswer,
      message: `Weighthouse does not answer at ${location.origin}.`,
      hint: 'Is "weighthouse serve" still running? The page continues by itself when it is back.',
    }
  }
  return { code: codeName(connectError.code), message: connectError.rawMessage, hint: '' }
}

/** NotFound → NOT_FOUND */
function codeName(code: Code): string {
  return Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}
