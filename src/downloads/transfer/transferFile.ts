import type { HttpClient } from '../../foundation/http/httpClient.ts'
import { backoffWait } from '../../foundation/http/retryWait.ts'
import { explainRefusal } from '../explainRefusal.ts'
import type { FileToDownload } from '../fileToDownload.ts'
import type { PartialFile } from '../partialFile.ts'
import { createStreamControl } from './adaptStreams.ts'
import { fetchRange, type FetchOutcome } from './fetchRange.ts'
import { findStalled } from './findStalled.ts'
import { giveUp } from './giveUp.ts'
import type { RateLimiter } from './rateLimiter.ts'
import { type Segment, SegmentQueue } from './segmentQueue.ts'
import type { StreamSlots } from './streamSlots.ts'

const mostTriesWithoutProgress = 6
const mostWrongAnswers = 3
/** A shorter rest is not worth a second connection. */
const leastForStreams = 16 * 1024 * 1024
/** Pieces that several streams take: long enough to be worth a request, short enough that the front of the file grows. */
const pieceBytes = 32 * 1024 * 1024
const measureEveryMs = 20

export interface TransferOptions {
  file: FileToDownload
  partial: PartialFile
  http: HttpClient
  signal: AbortSignal | undefined
  /** Past caches on the way, by a connection of its own: after wrong bytes. */
  fresh: boolean
  /** Streams of a file at the same time, at most. */
  mostStreams: number
  limiter?: RateLimiter | undefined
  /** Shared by all downloads; undefined: as many streams as are of use. */
  slots?: StreamSlots | undefined
  wait: (ms: number, signal?: AbortSignal) => Promise<void>
  explainError: ((error: unknown) => unknown) | undefined
  /** Called for each piece of body. */
  onBytes: (bytes: number) => void
}

/**
 * Fetches what is missing of a file until its last byte is here, across broken connections, by as many streams as make it
 * faster: each try continues where one before stopped, and six tries in a row without a new byte are the end. The bytes
 * are not verified here. Resolves to undefined, or to why what was fetched cannot be the file.
 *
 * @throws WeighthouseError SOURCE_UNREACHABLE, RATE_LIMITED, GATED, UNAUTHORIZED, FILE_NOT_FOUND, SOURCE_ERROR,
 *   CANCELLED; VERIFICATION_FAILED when other things come in place of the file
 */
export async function transferFile(options: TransferOptions): Promise<string | undefined> {
  const { file, partial } = options
  const tally: Tally = { startedWith: partial.here.total, most: partial.here.total, failures: 0, wrongAnswers: 0 }
  for (let mostStreams = options.mostStreams; ;) {
    const { size } = partial.expected
    const missing =
      size === undefined ? [{ start: partial.here.prefix, end: Number.POSITIVE_INFINITY }] : partial.here.missing(size)
    // A file of no bytes is asked for all the same: it may not be there.
    if (missing.length === 0 && size !== 0) return undefined
    const outcome = await runStreams(
      { ...options, mostStreams },
      new SegmentQueue(missing.length > 0 ? missing : [{ start: 0, end: 0 }]),
      tally,
    )
    switch (outcome.kind) {
      case 'complete':
        return undefined
      case 'tooLong':
        return outcome.reason
      case 'refused':
        throw explainRefusal(outcome.error, file.label, options.explainError)
      case 'startAgain':
      case 'ignoresRange':
        await partial.restart()
        mostStreams = 1
        if (++tally.failures >= mostTriesWithoutProgress) throw giveUp(file, partial, outcome, tally.failures)
        continue
      case 'broken':
      case 'short':
      case 'wrong':
        throw giveUp(file, partial, outcome, tally.failures)
    }
  }
}

interface Tally {
  /** Bytes that were here before. */
  startedWith: number
  /** The most bytes that were here at once. */
  most: number
  /** Tries in a row that brought nothing new. */
  failures: number
  wrongAnswers: number
}

interface Stream {
  segment: Segment
  /** Ends the request that is under way; its segment goes to another. */
  abort: AbortController
  bytes: number
}

/** Runs streams until all is here or something happens that concerns all of them. */
async function runStreams(options: TransferOptions, queue: SegmentQueue, tally: Tally): Promise<FetchOutcome> {
  const { file, partial, wait } = options
  const urls = [file.url, ...(file.mirrors ?? [])]
  let urlNumber = 0
  /** Where the last answer came from, behind redirects: asking there again saves a request. */
  let direct: string | undefined
  let latency: number | undefined
  let acceptsRanges = partial.here.total > 0
  let fetched = 0
  let verdict: FetchOutcome | undefined
  let failure: { error: unknown } | undefined
  const control = createStreamControl({ most: options.mostStreams, latency: () => latency })
  const ended = new AbortController()
  const streams = new Set<Stream>()
  const running = new Set<Promise<void>>()

  /** Also for the streams that were ended because another one failed: they would begin again, and again, at once. */
  function isOver(): boolean {
    return verdict !== undefined || failure !== undefined
  }

  function end(outcome: FetchOutcome): void {
    verdict ??= outcome
    ended.abort()
  }

  async function runStream(): Promise<void> {
    while (!isOver() && streams.size < Math.max(1, control.streams)) {
      const giveBack = takeSlot()
      if (!giveBack) return
      const segment = queue.take(control.streams > 1 ? pieceBytes : Number.POSITIVE_INFINITY)
      if (!segment) return giveBack()
      const stream: Stream = { segment, abort: new AbortController(), bytes: 0 }
      streams.add(stream)
      const outcome = await fetchOnce(stream).finally(() => {
        streams.delete(stream)
        queue.giveBack(segment)
        giveBack()
      })
      if (outcome && !(await judge(outcome, stream))) return
    }
  }

  function takeSlot(): (() => void) | undefined {
    const { host } = new URL(direct ?? urls[urlNumber]!)
    return options.slots ? options.slots.take(host, { isFirst: streams.size === 0 }) : () => {}
  }

  /** Undefined when the stream was ended from here. */
  async function fetchOnce(stream: Stream): Promise<FetchOutcome | undefined> {
    const askedAt = performance.now()
    const signals = [stream.abort.signal, ended.signal, ...(options.signal ? [options.signal] : [])]
    try {
      return await fetchRange(
        {
          ...options,
          onBytes: (bytes) => {
            stream.bytes += bytes
            fetched += bytes
            options.onBytes(bytes)
          },
        },
        stream.segment,
        {
          url: direct ?? urls[urlNumber]!,
          alone: streams.size === 1,
          signal: AbortSignal.any(signals),
          onAnswer: (answer) => {
            latency ??= performance.now() - askedAt
            acceptsRanges ||= answer.acceptsRanges
            direct = answer.url === urls[urlNumber] ? undefined : answer.url
          },
        },
      )
    } catch (error) {
      if (!options.signal?.aborted && (stream.abort.signal.aborted || ended.signal.aborted)) return undefined
      throw error
    }
  }

  /** @returns whether the stream goes on */
  async function judge(outcome: FetchOutcome, stream: Stream): Promise<boolean> {
    if (verdict) return false
    if (outcome.kind === 'complete') return true
    if (outcome.kind === 'startAgain' || outcome.kind === 'ignoresRange' || outcome.kind === 'tooLong') {
      end(outcome)
      return false
    }
    const isNew = partial.here.total > tally.most
    tally.most = Math.max(tally.most, partial.here.total)
    if (outcome.kind === 'wrong') tally.wrongAnswers++
    const wasDirect = direct !== undefined
    direct = undefined
    const isCut = outcome.kind === 'broken' || outcome.kind === 'short'
    if (isCut && stream.bytes > 0 && isNew) {
      // A connection that broke on the way says nothing of the next one.
      tally.failures = 0
      return true
    }
    if (streams.size > 0) {
      // The others go on; maybe the server does not want so many at once.
      control.limit(streams.size)
      return false
    }
    tally.failures = isNew ? 0 : tally.failures + 1
    const isPatient = tally.most > tally.startedWith || wasDirect
    // A source that has sent something in this run may come back; one that never answered is not waited for.
    if (outcome.kind === 'refused' && !wasDirect) return tryNextUrl(outcome)
    if (outcome.kind === 'broken' && !isPatient) return tryNextUrl({ kind: 'refused', error: outcome.error })
    if (tally.wrongAnswers >= mostWrongAnswers || tally.failures >= mostTriesWithoutProgress) return tryNextUrl(outcome)
    await wait(backoffWait(tally.failures + 1, Math.random), options.signal)
    return true
  }

  /** Asks the next mirror, if there is one. */
  function tryNextUrl(outcome: FetchOutcome): boolean {
    if (urlNumber + 1 >= urls.length) {
      end(outcome)
      return false
    }
    urlNumber++
    tally.failures = 0
    tally.wrongAnswers = 0
    return true
  }

  function start(): void {
    const run = runStream()
      .catch((error: unknown) => {
        failure ??= { error }
        ended.abort()
      })
      .finally(() => running.delete(run))
    running.add(run)
  }

  function adapt(): void {
    if (verdict || failure || !acceptsRanges || partial.expected.size === undefined) return
    const isLong = partial.expected.size - partial.here.total > leastForStreams
    control.measure(performance.now(), fetched)
    if (control.streams > 1) for (const { segment } of streams) queue.shorten(segment, pieceBytes)
    for (let more = isLong ? control.streams - running.size : 0; more > 0 && queue.hasMore; more--) start()
    const list = [...streams]
    for (const extra of list.slice(control.streams)) extra.abort.abort()
    for (const stalled of findStalled(list)) stalled.abort.abort()
  }

  start()
  const timer = setInterval(adapt, measureEveryMs)
  try {
    while (running.size > 0) await Promise.race(running)
  } finally {
    clearInterval(timer)
  }
  if (failure) throw failure.error
  return verdict ?? { kind: 'complete' }
}
