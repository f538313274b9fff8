import { isWeighthouseError, WeighthouseError } from '../errors.ts'
import type { Answer } from './followRedirects.ts'
import { readStart } from './readBody.ts'
import { redactUrl } from './redactUrl.ts'

/** Makes the error of an answer whose status is no success: RATE_LIMITED for 429, SOURCE_ERROR for any other. */
export async function toStatusError(answer: Answer, waitMs: number | undefined): Promise<WeighthouseError> {
  const address = redactUrl(answer.url, { dropQuery: answer.redirects.length > 0 })
  const details = {
    url: address,
    status: answer.status,
    errorCode: answer.headers['x-error-code'],
    errorMessage: answer.headers['x-error-message'],
    body: await readErrorBody(answer),
  }
  if (answer.status === 429) {
    const seconds = waitMs === undefined ? undefined : Math.ceil(waitMs / 1000)
    return new WeighthouseError('RATE_LIMITED', `${answer.url.origin} allows no more requests for now (${address}).`, {
      hint: `${seconds === undefined ? 'Wait a few minutes' : `Wait ${seconds} seconds`}, then run the same command again; finished work is kept. A token of the source raises its limits.`,
      details: { ...details, retryAfterMs: waitMs },
    })
  }
  return new WeighthouseError('SOURCE_ERROR', `${answer.url.origin} answered ${answer.status} (${address}).`, {
    hint:
      answer.status >= 500 ? 'The source has trouble: try again later.' : 'Check the endpoint in `weighthouse config`.',
    details,
  })
}

/** The first 500 characters; what came so far when the connection breaks, for the status is the news here. */
async function readErrorBody(answer: Answer): Promise<string> {
  try {
    return (await readStart(answer.body, 4096)).slice(0, 500)
  } catch (error) {
    if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return `(unreadable: ${error.message})`
    throw error
  }
}
