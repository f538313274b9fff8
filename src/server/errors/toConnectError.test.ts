import { Code, ConnectError } from '@connectrpc/connect'
import { expect, test } from 'vitest'

import { type ErrorCode, errorCodes, WeighthouseError } from '../../foundation/errors.ts'
import { silentLog } from '../../foundation/log.ts'
import { ErrorDetailSchema } from '../../gen/weighthouse/v1/error_pb.ts'
import { fromConnectError } from './fromConnectError.ts'
import { toConnectError } from './toConnectError.ts'

test.each(Object.keys(errorCodes) as ErrorCode[])('%s survives the wire with message, hint and details', (code) => {
  const details = { path: '/x', sizes: [1, 2], nested: { a: null } }
  const error = new WeighthouseError(code, 'What happened.', { hint: 'What to do.', details })
  const back = fromConnectError(toConnectError(error, silentLog, 'test'))

  expect([back.code, back.message, back.hint, back.details]).toStrictEqual([
    code,
    'What happened.',
    'What to do.',
    details,
  ])
})

test('an unknown error is logged, and the caller learns only that it happened', () => {
  const lines: unknown[] = []
  const log = {
    ...silentLog,
    error: (fields: Record<string, unknown>, message: string) => lines.push([fields, message]),
  }
  const error = toConnectError(new TypeError('secret inner state'), log, 'weighthouse.v1.JobService/GetJob')

  expect(error.code).toBe(Code.Internal)
  expect(error.rawMessage).toBe('Something went wrong inside Weighthouse.')
  expect(error.findDetails(ErrorDetailSchema)).toMatchObject([
    { code: 'INTERNAL', hint: "The server's log tells what; please report it.", details: {} },
  ])
  expect(lines).toStrictEqual([
    [
      {
        method: 'weighthouse.v1.JobService/GetJob',
        err: { name: 'TypeError', message: 'secret inner state', stack: expect.any(String), cause: '' },
      },
      'A request failed for a reason that Weighthouse did not expect.',
    ],
  ])
})

test('details that no Struct can hold are made plain', () => {
  const error = new WeighthouseError('CONFLICT', 'x', { details: { bytes: 5n, none: undefined, big: 2n ** 60n } })

  expect(fromConnectError(toConnectError(error, silentLog, 'test')).details).toStrictEqual({
    bytes: 5,
    big: '1152921504606846976',
  })
})

test('an error of Connect itself gets the nearest code', () => {
  expect(fromConnectError(new ConnectError('no such method', Code.Unimplemented)).code).toBe('UNSUPPORTED')
  expect(fromConnectError(new ConnectError('cannot decode', Code.InvalidArgument)).code).toBe('INVALID_ARGUMENT')
  expect(fromConnectError(new ConnectError('?', Code.Unknown)).code).toBe('INTERNAL')
})
