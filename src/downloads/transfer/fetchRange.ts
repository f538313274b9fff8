import { isWeighthouseError, type WeighthouseError } from '../../foundation/errors.ts'
import type { HttpResponse } from '../../foundation/http/httpClient.ts'
import type { PlainAnswer } from '../../foundation/http/plainConnection.ts'
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
  let answer: HttpResponse | PlainAnswer
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
          discard(answer)
          return { kind: 'ignoresRange' }
        }
        await partial.restart()
        segment.at = 0
      }
      const learnedSize = partial.expected.size
      if (judgement.total !== undefined && learnedSize !== undefined && judgement.total !== learnedSize) {
        discard(answer)
        return { kind: 'startAgain' }
      }
      const told = readToldContent({ redirects: [], ...answer }, file.url)
      const etag = strongEtag(answer.headers['etag'])
      const isNews = partial.etag !== etag || partial.here.total === 0
      if (isNews) await partial.learn({ ...told, size: judgement.total ?? told.size }, etag)
      if (segment.end === Number.POSITIVE_INFINITY) segment.end = partial.expected.size ?? segment.end
      how.onAnswer({
        acceptsRanges: judgement.kind === 'continues' || answer.headers['accept-ranges'] === 'bytes',
        url: answer.url,
      })
      return 'body' in answer ? readBody(options, segment, answer) : readPlainBody(options, segment, answer)
    }
    case 'complete':
      discard(answer)
      segment.end = segment.at
      return judgement
    case 'startAgain':
    case 'wrong':
      discard(answer)
      return judgement
  }
}

function discard(answer: HttpResponse | PlainAnswer): void {
  if ('body' in answer) answer.body.destroy()
  else answer.destroy()
}

/** A shorter body is not worth a second way of reading it. */
const leastPlain = 8 * 1024 * 1024

async function ask(
  { file, partial, http, fresh }: TransferOptions,
  segment: Segment,
  how: FetchHow,
): Promise<HttpResponse | PlainAnswer> {
  const headers: Record<string, string> = {}
  if (fresh) Object.assign(headers, { 'cache-control': 'no-cache', connection: 'close' })
  const { size } = partial.expected
  const toTheEnd = size === undefined || segment.end >= size
  if (segment.at > 0 || !toTheEnd) {
    headers['range'] = `bytes=${segment.at}-${toTheEnd ? '' : segment.end - 1}`
    if (partial.etag !== undefined && partial.here.total > 0) headers['if-range'] = partial.etag
  }
  const request = { url: how.url, headers, signal: how.signal, ...(file.token && { token: file.token }) }
  const isLong = size !== undefined && Math.min(size, segment.end) - segment.at >= leastPlain
  const plain = isLong ? await http.requestPlain(request) : undefined
  return plain ?? http.request({ ...request, accept: [416] })
}

/** Nobody answered, or a server in trouble did. */
function isPassing(error: unknown): error is WeighthouseError {
  if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return error.details['reason'] !== 'OFFLINE'
  return isWeighthouseError(error, 'SOURCE_ERROR') && Number(error.details['status']) >= 500
}

/** What a chunk means for its segment. */
function admit(
  { partial, onBytes }: TransferOptions,
  segment: Segment,
  { length, askedEnd }: { length: number; askedEnd: number },
): { wanted: number; isLast: boolean } | 'tooLong' {
  const { size } = partial.expected
  if (size !== undefined && segment.at + length > size) {
    onBytes(length)
    return 'tooLong'
  }
  // Another stream may have taken over the end of the segment meanwhile.
  const wanted = Math.max(0, Math.min(length, segment.end - segment.at))
  onBytes(wanted)
  segment.at += wanted
  // What was asked for is read to its end, so that the connection can be used again.
  return { wanted, isLast: segment.at >= segment.end && (segment.end < askedEnd || wanted < length) }
}

async function readPlainBody(options: TransferOptions, segment: Segment, answer: PlainAnswer): Promise<FetchOutcome> {
  const { partial, limiter, signal } = options
  const writer = partial.write(segment.at)
  const askedEnd = segment.end
  let tooLong = false
  try {
    await answer.read((bytes) => {
      const admitted = admit(options, segment, { length: bytes.length, askedEnd })
      if (admitted === 'tooLong') {
        tooLong = true
        return 'stop'
      }
      const { wanted, isLast } = admitted
      const written = wanted > 0 ? writer.take(bytes.subarray(0, wanted)) : Promise.resolve()
      if (isLast) {
        written.catch(() => {})
        return 'stop'
      }
      const pause = limiter?.take(wanted, signal)
      return pause ? Promise.all([written, pause]).then(() => undefined) : written
    })
  } catch (error) {
    if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return { kind: 'broken', error }
    throw error
  } finally {
    await writer.end()
  }
  if (tooLong) return { kind: 'tooLong', reason: `more than its ${partial.expected.size} bytes came` }
  return segment.at >= segment.end ? { kind: 'complete' } : { kind: 'short' }
}

async function readBody(options: TransferOptions, segment: Segment, answer: HttpResponse): Promise<FetchOutcome> {
  const { partial, limiter, signal } = options
  const { size } = partial.expected
  const writer = partial.write(segment.at)
  const askedEnd = segment.end
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      const admitted = admit(options, segment, { length: chunk.length, askedEnd })
      if (admitted === 'tooLong') return { kind: 'tooLong', reason: `more than its ${size} bytes came` }
      await writer.append(chunk.subarray(0, admitted.wanted))
      if (admitted.isLast) break
      const pause = limiter?.take(admitted.wanted, signal)
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
