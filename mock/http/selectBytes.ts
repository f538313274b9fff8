import type { Answer, AnsweredFile } from './answer.ts'
import type { MockRequest } from './mockRequest.ts'
import { parseRange } from './parseRange.ts'

/** An answer with a file, after conditions and Range were applied: status, headers and which bytes to send. */
export interface SelectedBytes {
  status: number
  headers: Record<string, string>
  start: number
  end: number
}

/** Applies If-None-Match, Range and If-Range. */
export function selectBytes(request: MockRequest, answer: Answer, file: AnsweredFile): SelectedBytes {
  const { size } = file.content
  const tag = `"${file.etag}"`
  const headers: Record<string, string> = { ...answer.headers, ETag: tag, 'Accept-Ranges': 'bytes' }
  if (matchesTag(request.headers['if-none-match'], file.etag)) {
    return { status: 304, headers, start: 0, end: 0 }
  }
  const ifRange = request.headers['if-range']
  const isRangeWanted = request.method === 'GET' && (ifRange === undefined || ifRange === tag)
  const range = parseRange(isRangeWanted ? request.headers['range'] : undefined, size)
  switch (range.kind) {
    case 'whole':
      return { status: 200, headers: { ...headers, 'Content-Length': String(size) }, start: 0, end: size }
    case 'part':
      return {
        status: 206,
        headers: {
          ...headers,
          'Content-Range': `bytes ${range.start}-${range.end - 1}/${size}`,
          'Content-Length': String(range.end - range.start),
        },
        start: range.start,
        end: range.end,
      }
    case 'unsatisfiable': {
      // A 416 for an empty file makes clients that probe with bytes=0-0 fail, so the service answers 200.
      const status = size === 0 ? 200 : 416
      return {
        status,
        headers: { ...headers, 'Content-Range': `bytes */${size}`, 'Content-Length': '0' },
        start: 0,
        end: 0,
      }
    }
  }
}

/** True when an If-None-Match header names the entity tag, weak or strong. */
export function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '') === `"${etag}"`)
}
