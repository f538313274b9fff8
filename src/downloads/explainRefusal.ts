import { type ErrorCode, isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'

/**
 * Says which file a failed request was for, and gives refusals their own code. `explainError` is the source's, which
 * knows its own answers best; a file that is gone is always FILE_NOT_FOUND here. Everything that is no HttpClient
 * error is returned as it is.
 */
export function explainRefusal(
  error: unknown,
  label: string,
  explainError: (error: unknown) => unknown = (error) => error,
): unknown {
  if (!isWeighthouseError(error, 'SOURCE_ERROR', 'SOURCE_UNREACHABLE', 'RATE_LIMITED')) return error
  const status = error.code === 'SOURCE_ERROR' ? error.details['status'] : undefined
  const gone = status === 404 || status === 410
  const explained = gone ? error : explainError(error)
  if (!isWeighthouseError(explained)) return explained
  const [code, hint] = explained.code === 'SOURCE_ERROR' ? judgeStatus(status) : [explained.code, undefined]
  const advice = hint ?? explained.hint
  return new WeighthouseError(code, `${label} cannot be downloaded: ${explained.message}`, {
    ...(advice !== undefined && { hint: advice }),
    details: { ...explained.details, file: label },
    cause: error,
  })
}

function judgeStatus(status: unknown): [ErrorCode, string | undefined] {
  switch (status) {
    case 401:
      return ['UNAUTHORIZED', 'The file needs a login: set a token of the source (see `weighthouse config`).']
    case 403:
      return ['GATED', 'The source does not give this file to you: see the model page for its terms.']
    case 404:
    case 410:
      return [
        'FILE_NOT_FOUND',
        'The source no longer has this file: plan the pull again, or leave it out by --exclude.',
      ]
    default:
      return ['SOURCE_ERROR', undefined]
  }
}
