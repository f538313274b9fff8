import { isWeighthouseError, type WeighthouseError } from '../../foundation/errors.ts'
import type { HttpResponse } from '../../foundation/http/httpClient.ts'
import { judgeAnswer, strongEtag } from '../judgeAnswer.ts'
import { readToldContent } from '../readToldContent.ts'
import type { Segment } from './segmentQueue.ts'
import type { TransferOptions } from './transferFile.ts'

/** How one request for a part of a file ended. */
export type FetchOutcome =
  /** All of the segment is here, or as much of it as was still wanted. */
  | { kind: 'complete' }
  /** What is here cannot be continued: all of it is to be asked for again. */
  | { kind: 'startAgain' }
  /** The server sends the whole file whatever is asked for. */
  | { kind: 'ignoresRange' }
  | { kind: 'tooLong'; reason: string }
  /** The body ended without an error before the segment did. */
  | { kind: 'short' }
  | { kind: 'broken'; error: WeighthouseError }
  /** The source says no. */
  | { kind: 'refused'; error: unknown }
  | { kind: 'wrong'; reason: string }

export interface FetchHow {
  /** Where to ask. */
  url: string
  /** Nobody else fetches parts of the file at the same time. */
  alone: boolean
  signal: AbortSignal
  /** An answer has come. */
  onAnswer: (answer: { acceptsRanges: boolean; url: string }) => void
}

/** Asks for a segment once, and writes what comes. Moves `segment.at` on. */
export async function fetchRange(options: TransferOptions, segment: Segment, how: FetchHow): Promise<FetchOutcome> {
  const { file, partial } = options
  let answer: HttpResponse
  try {
    answer = await ask(options, segment, how)
  } catch (error) {
    if (isWeighthouseError(error, 'CANCELLED')) throw error
    return isPassing(error) ? { kind: 'broken', error } : { kind: 'refused', error }
  }
  const isFirst = partial.here.total === 0
  const judgement = judgeAnswer(answer, {
    label: file.label,
    have: segment.at,
    size: file.size,
    etag: isFirst ? undefined : partial.etag,
  })
  switch (judgement.kind) {
    case 'continues':
    case 'whole': {
      if (judgement.kind === 'whole' && segment.at > 0) {
        if (!how.alone) {
          answer.body.destroy()
          return { kind: 'ignoresRange' }
        }
        await partial.restart()
        segment.at = 0
      }
      const learnedSize = partial.expected.size
      if (judgement.total !== undefined && learnedSize !== undefined && judgement.total !== learnedSize) {
        answer.body.destroy()
        return { kind: 'startAgain' }
      }
      const told = readToldContent(answer, file.url)
      const etag = strongEtag(answer.headers['etag'])
      const isNews = partial.etag !== etag || partial.here.total === 0
      if (isNews) await partial.learn({ ...told, size: judgement.total ?? told.size }, etag)
      how.onAnswer({
        acceptsRanges: judgement.kind === 'continues' || answer.headers['accept-ranges'] === 'bytes',
        url: answer.url,
      })
      return readBody(options, segment, answer)
    }
    case 'complete':
      answer.body.destroy()
      segment.end = segment.at
      return judgement
    case 'startAgain':
    case 'wrong':
      answer.body.destroy()
      return judgement
  }
}

async function ask(
  { file, partial, http, fresh }: TransferOptions,
  segment: Segment,
  how: FetchHow,
): Promise<HttpResponse> {
  const headers: Record<string, string> = {}
  if (fresh) Object.assign(headers, { 'cache-control': 'no-cache', connection: 'close' })
  const { size } = partial.expected
  const toTheEnd = size === undefined || segment.end >= size
  if (segment.at > 0 || !toTheEnd) {
    headers['range'] = `bytes=${segment.at}-${toTheEnd ? '' : segment.end - 1}`
    if (partial.etag !== undefined && partial.here.total > 0) headers['if-range'] = partial.etag
  }
  return http.request({
    url: how.url,
    headers,
    accept: [416],
    ...(file.token && { token: file.token }),
    signal: how.signal,
  })
}

/** Nobody answered, or a server in trouble did. */
function isPassing(error: unknown): error is WeighthouseError {
  if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return error.details['reason'] !== 'OFFLINE'
  return isWeighthouseError(error, 'SOURCE_ERROR') && Number(error.details['status']) >= 500
}

async function readBody(
  { partial, onBytes, limiter, signal }: TransferOptions,
  segment: Segment,
  answer: HttpResponse,
): Promise<FetchOutcome> {
  const { size } = partial.expected
  const writer = partial.write(segment.at)
  const askedEnd = segment.end
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      // Another stream may have taken over the end of the segment meanwhile.
      const wanted = Math.min(chunk.length, segment.end - segment.at)
      if (size !== undefined && segment.at + chunk.length > size) {
        onBytes(chunk.length)
        return { kind: 'tooLong', reason: `more than its ${size} bytes came` }
      }
      onBytes(wanted)
      segment.at += wanted
      await writer.append(wanted === chunk.length ? chunk : chunk.subarray(0, wanted))
      // What was asked for is read to its end, so that the connection can be used again.
      if (segment.at >= segment.end && (segment.end < askedEnd || wanted < chunk.length)) break
      const pause = limiter?.take(wanted, signal)
      if (pause) await pause
    }
  } catch (error) {
    // Failures of the disk are not the connection's and pass through.
    if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return { kind: 'broken', error }
    throw error
  } finally {
    await writer.end()
  }
  if (size === undefined) {
    segment.end = segment.at
    return { kind: 'complete' }
  }
  return segment.at >= segment.end ? { kind: 'complete' } : { kind: 'short' }
}
