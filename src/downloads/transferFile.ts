import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import type { HttpClient, HttpResponse } from '../foundation/http/httpClient.ts'
import { backoffWait } from '../foundation/http/retryWait.ts'
import { explainRefusal } from './explainRefusal.ts'
import type { FileToDownload } from './fileToDownload.ts'
import { judgeAnswer, strongEtag } from './judgeAnswer.ts'
import type { PartialFile } from './partialFile.ts'
import { readToldContent } from './readToldContent.ts'

const mostTriesWithoutProgress = 6
const mostWrongAnswers = 3

export interface TransferOptions {
  file: FileToDownload
  partial: PartialFile
  http: HttpClient
  signal: AbortSignal | undefined
  /** Past caches on the way, by a connection of its own: after wrong bytes. */
  fresh: boolean
  wait: (ms: number, signal?: AbortSignal) => Promise<void>
  explainError: ((error: unknown) => unknown) | undefined
  /** Called for each piece of body. */
  onBytes: (bytes: number) => void
}

/**
 * Fetches what is missing of a file until its last byte is here, across broken connections: each try continues where
 * the one before stopped, and six tries in a row without a new byte are the end. The bytes are not verified here.
 * Resolves to undefined, or to why what was fetched cannot be the file.
 *
 * @throws WeighthouseError SOURCE_UNREACHABLE, RATE_LIMITED, GATED, UNAUTHORIZED, FILE_NOT_FOUND, SOURCE_ERROR,
 *   CANCELLED; VERIFICATION_FAILED when other things come in place of the file
 */
export async function transferFile(options: TransferOptions): Promise<string | undefined> {
  const { file, partial, signal, wait } = options
  const before = partial.length
  let farthest = before
  let triesWithoutProgress = 0
  let wrongAnswers = 0
  let askForWhole = false
  for (;;) {
    if (partial.expected.size !== undefined && partial.length === partial.expected.size && partial.length > 0) return
    const outcome = await tryOnce(options, { askForWhole, patient: farthest > before })
    if (outcome.kind === 'complete') return
    if (outcome.kind === 'tooLong') return outcome.reason

    askForWhole = outcome.kind === 'startAgain'
    if (outcome.kind === 'wrong') wrongAnswers++
    triesWithoutProgress = partial.length > farthest ? 0 : triesWithoutProgress + 1
    farthest = Math.max(farthest, partial.length)
    if (wrongAnswers >= mostWrongAnswers || triesWithoutProgress >= mostTriesWithoutProgress) {
      throw giveUp(file, partial, outcome)
    }
    if (outcome.kind !== 'startAgain') await wait(backoffWait(triesWithoutProgress + 1, Math.random), signal)
  }
}

type Outcome =
  | { kind: 'complete' }
  | { kind: 'startAgain' }
  | { kind: 'tooLong'; reason: string }
  /** The body ended without an error before the file did. */
  | { kind: 'short' }
  | { kind: 'broken'; error: WeighthouseError }
  | { kind: 'wrong'; reason: string }

async function tryOnce(options: TransferOptions, how: { askForWhole: boolean; patient: boolean }): Promise<Outcome> {
  const { file, partial } = options
  if (how.askForWhole) await partial.restart()
  let answer: HttpResponse
  try {
    answer = await ask(options)
  } catch (error) {
    // A source that has sent something in this run may come back; one that never answered is not waited for.
    if (how.patient && isPassing(error)) return { kind: 'broken', error }
    throw explainRefusal(error, file.label, options.explainError)
  }
  const asked = { label: file.label, have: partial.length, size: file.size, etag: partial.etag }
  const judgement = judgeAnswer(answer, asked)
  switch (judgement.kind) {
    case 'continues':
    case 'whole': {
      if (judgement.kind === 'whole' && partial.length > 0) await partial.restart()
      const learnedSize = partial.expected.size
      if (judgement.total !== undefined && learnedSize !== undefined && judgement.total !== learnedSize) {
        answer.body.destroy()
        return { kind: 'startAgain' }
      }
      const told = readToldContent(answer, file.url)
      await partial.learn({ ...told, size: judgement.total ?? told.size }, strongEtag(answer.headers['etag']))
      return readBody(options, answer)
    }
    case 'complete':
    case 'startAgain':
    case 'wrong':
      answer.body.destroy()
      return judgement
  }
}

async function ask({ file, partial, http, signal, fresh }: TransferOptions): Promise<HttpResponse> {
  const headers: Record<string, string> = {}
  if (fresh) Object.assign(headers, { 'cache-control': 'no-cache', connection: 'close' })
  if (partial.length > 0) {
    headers['range'] = `bytes=${partial.length}-`
    if (partial.etag !== undefined) headers['if-range'] = partial.etag
  }
  return http.request({
    url: file.url,
    headers,
    accept: [416],
    ...(file.token && { token: file.token }),
    ...(signal && { signal }),
  })
}

/** Nobody answered, or a server in trouble did. */
function isPassing(error: unknown): error is WeighthouseError {
  if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return error.details['reason'] !== 'OFFLINE'
  return isWeighthouseError(error, 'SOURCE_ERROR') && Number(error.details['status']) >= 500
}

async function readBody({ partial, onBytes }: TransferOptions, answer: HttpResponse): Promise<Outcome> {
  const { size } = partial.expected
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      onBytes(chunk.length)
      if (size !== undefined && partial.length + chunk.length > size) {
        return { kind: 'tooLong', reason: `more than its ${size} bytes came` }
      }
      await partial.append(chunk)
    }
  } catch (error) {
    // Failures of the disk are not the connection's and pass through.
    if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return { kind: 'broken', error }
    throw error
  }
  return size === undefined || partial.length === size ? { kind: 'complete' } : { kind: 'short' }
}

function giveUp(file: FileToDownload, partial: PartialFile, outcome: Outcome): WeighthouseError {
  const size = partial.expected.size
  const where = `at byte ${partial.length} of ${size ?? 'an unknown number'}`
  const details = { file: file.label, haveBytes: partial.length, size }
  switch (outcome.kind) {
    case 'wrong':
    case 'tooLong':
      return new WeighthouseError('VERIFICATION_FAILED', `${file.label} was not downloaded: ${outcome.reason}.`, {
        hint: 'Check whether a proxy or a login page stands between this machine and the source, then pull again.',
        details: { ...details, reason: outcome.reason },
      })
    case 'broken':
      return new WeighthouseError(
        'SOURCE_UNREACHABLE',
        `The connection broke ${mostTriesWithoutProgress} times while ${file.label} was downloaded, ${where}: ${outcome.error.message}`,
        { hint: 'Run the same command again: it continues there.', details, cause: outcome.error },
      )
    case 'complete':
    case 'short':
    case 'startAgain':
      return new WeighthouseError(
        'VERIFICATION_FAILED',
        `The source's answers for ${file.label} end early, ${where}.`,
        {
          hint: 'Run the same command again later; if it ends there again, the file is damaged at the source.',
          details,
        },
      )
  }
}
