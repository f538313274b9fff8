import type { HttpResponse } from '../foundation/http/httpClient.ts'
import { parseContentRange } from './parseContentRange.ts'
import { recogniseWrongType } from './recogniseWrongBody.ts'

/** What we have and expect when an answer comes in. Sizes in bytes. */
export interface AskedFor {
  label: string
  /** Bytes that are here; the request asked for those after them. */
  have: number
  /** The size that the plan promised. */
  size: number | undefined
  /** The strong ETag that the bytes which are here came with. */
  etag: string | undefined
}

/** What an answer means for the download. */
export type Judgement =
  /** The body continues after the bytes that are here. */
  | { kind: 'continues'; total: number | undefined }
  /** The body is the whole file. */
  | { kind: 'whole'; total: number | undefined }
  /** There is nothing after the bytes that are here. */
  | { kind: 'complete' }
  /** The bytes that are here cannot be continued; ask again for the whole file. */
  | { kind: 'startAgain' }
  /** The answer is not the file. */
  | { kind: 'wrong'; reason: string }

/** Decides by status and headers alone. https://www.rfc-editor.org/rfc/rfc9110#section-14 */
export function judgeAnswer(answer: Pick<HttpResponse, 'status' | 'headers'>, asked: AskedFor): Judgement {
  const { status, headers } = answer
  const range = parseContentRange(headers['content-range'])
  if (status === 416) return judgeUnsatisfied(range?.total, asked)

  const length = contentLength(headers)
  const size = status === 206 ? range?.total : length
  const wrongType = recogniseWrongType(headers['content-type'], asked.label)
  if (wrongType !== undefined && (size === undefined || size !== asked.size)) {
    return { kind: 'wrong', reason: `${wrongType} came instead of the file` }
  }
  if (status === 206) {
    // A part of a compressed body cannot be decoded, and counts other bytes than ours.
    if (isEncoded(headers) || range?.start !== asked.have) return { kind: 'startAgain' }
    const etag = strongEtag(headers['etag'])
    if (asked.have > 0 && asked.etag !== undefined && etag !== undefined && etag !== asked.etag) {
      return { kind: 'startAgain' }
    }
  }
  if (size !== undefined && asked.size !== undefined && size !== asked.size) {
    return { kind: 'wrong', reason: `the source now offers ${size} bytes, where it promised ${asked.size}` }
  }
  return { kind: status === 206 ? 'continues' : 'whole', total: size }
}

function judgeUnsatisfied(total: number | undefined, asked: AskedFor): Judgement {
  if (total !== undefined && asked.size !== undefined && total !== asked.size) {
    return { kind: 'wrong', reason: `the source now offers ${total} bytes, where it promised ${asked.size}` }
  }
  return total === asked.have ? { kind: 'complete' } : { kind: 'startAgain' }
}

/** An ETag that means "byte for byte the same", with its quotes; undefined for weak ones. */
export function strongEtag(header: string | undefined): string | undefined {
  const etag = header?.trim()
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : undefined
}

function contentLength(headers: HttpResponse['headers']): number | undefined {
  const header = headers['content-length']
  return !isEncoded(headers) && header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

function isEncoded(headers: HttpResponse['headers']): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  return encoding !== '' && encoding !== 'identity'
}
