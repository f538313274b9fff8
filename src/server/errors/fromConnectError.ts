import { Code, type ConnectError } from '@connectrpc/connect'

import { type ErrorCode, errorCodes, WeighthouseError } from '../../foundation/errors.ts'
import { ErrorDetailSchema } from '../../gen/weighthouse/v1/error_pb.ts'

// What Connect itself answers with (a message that cannot be decoded, a method that nobody implements) has no detail.
const codesWithoutDetail: Partial<Record<Code, ErrorCode>> = {
  [Code.InvalidArgument]: 'INVALID_ARGUMENT',
  [Code.OutOfRange]: 'INVALID_ARGUMENT',
  [Code.NotFound]: 'NOT_FOUND',
  [Code.AlreadyExists]: 'CONFLICT',
  [Code.Aborted]: 'CONFLICT',
  [Code.FailedPrecondition]: 'CONFLICT',
  [Code.PermissionDenied]: 'FORBIDDEN',
  [Code.Unauthenticated]: 'UNAUTHORIZED',
  [Code.ResourceExhausted]: 'RATE_LIMITED',
  [Code.Unimplemented]: 'UNSUPPORTED',
  [Code.Canceled]: 'CANCELLED',
  [Code.DeadlineExceeded]: 'CANCELLED',
}

/** The WeighthouseError that travelled in a ConnectError: the inverse of toConnectError. */
export function fromConnectError(error: ConnectError): WeighthouseError {
  const [detail] = error.findDetails(ErrorDetailSchema)
  if (detail && isErrorCode(detail.code)) {
    return new WeighthouseError(detail.code, error.rawMessage, {
      hint: detail.hint === '' ? undefined : detail.hint,
      details: detail.details ?? {},
      cause: error,
    })
  }
  return new WeighthouseError(codesWithoutDetail[error.code] ?? 'INTERNAL', error.rawMessage, { cause: error })
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code)
}
