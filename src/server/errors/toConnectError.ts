import { Code, ConnectError } from '@connectrpc/connect'

import { type ErrorCode, errorCodes, toWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import type { Log } from '../../foundation/log.ts'
import { ErrorDetailSchema } from '../../gen/weighthouse/v1/error_pb.ts'
import { plainJson } from '../messages/plainJson.ts'

type GrpcName = (typeof errorCodes)[ErrorCode]['grpc']

const connectCodes: Record<GrpcName, Code> = {
  invalid_argument: Code.InvalidArgument,
  not_found: Code.NotFound,
  permission_denied: Code.PermissionDenied,
  unauthenticated: Code.Unauthenticated,
  resource_exhausted: Code.ResourceExhausted,
  unavailable: Code.Unavailable,
  data_loss: Code.DataLoss,
  failed_precondition: Code.FailedPrecondition,
  canceled: Code.Canceled,
  unimplemented: Code.Unimplemented,
  internal: Code.Internal,
}

/**
 * Turns whatever a service threw into what goes over the wire: the gRPC status of the code, the message, and an
 * `ErrorDetail` with code, hint and details. A ConnectError passes unchanged. An unknown error is a bug of ours: it is
 * written to the log, and the caller learns only that it happened.
 */
export function toConnectError(error: unknown, log: Log, method: string): ConnectError {
  if (error instanceof ConnectError) return error
  const known = hideUnknown(error, log, method)
  return new ConnectError(known.message, connectCodes[errorCodes[known.code].grpc], undefined, [
    {
      desc: ErrorDetailSchema,
      value: { code: known.code, hint: known.hint ?? '', details: plainJson(known.details) },
    },
  ])
}

/** The error for people outside; inner text and stack of an unknown one stay in the log. */
export function hideUnknown(error: unknown, log: Log, method: string): WeighthouseError {
  const known = toWeighthouseError(error)
  if (known.code !== 'INTERNAL' || error instanceof WeighthouseError) return known
  log.error({ method, err: describe(error) }, 'A request failed for a reason that Weighthouse did not expect.')
  return new WeighthouseError('INTERNAL', 'Something went wrong inside Weighthouse.', {
    hint: "The server's log tells what; please report it.",
  })
}

function describe(error: unknown): Record<string, unknown> {
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack, cause: String(error.cause ?? '') }
    : { message: String(error) }
}
