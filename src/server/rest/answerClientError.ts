import type { Socket } from 'node:net'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { toRestError } from './toRestError.ts'

/** A query of 10,000 characters, each of them percent-encoded, and room for the rest. */
export const largestHeaderBytes = 128 * 1024

const answers: Record<string, { status: string; message: string }> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: `The address and the headers of a request are at most ${largestHeaderBytes / 1024} KiB.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'The request did not come to its end in time.' },
}
const unreadable = { status: '400 Bad Request', message: 'The request is not HTTP.' }

/** Answers what Node cannot read as a request, in REST's envelope. */
export function answerClientError(error: Error, socket: Socket): void {
  const code = systemErrorCode(error)
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, message } = answers[code ?? ''] ?? unreadable
  const body = JSON.stringify(toRestError(new WeighthouseError('INVALID_ARGUMENT', message, { cause: error })))
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
