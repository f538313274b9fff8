import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { type SourceContext, sendsToken } from '../sourceContext.ts'
import { modelPageUrl } from './modelUrl.ts'

/** What was asked for when the error came. */
export interface Asked {
  id: string
  revision?: string
  path?: string
}

const spelling = 'Check the spelling on https://huggingface.co/models'

/**
 * Makes of SOURCE_ERROR the error that says what to do, by Hugging Face's `X-Error-Code` header and the status:
 * MODEL_NOT_FOUND, REVISION_NOT_FOUND, FILE_NOT_FOUND, GATED, UNAUTHORIZED. Anything else is returned unchanged.
 * The codes: `hf_raise_for_status` in huggingface_hub's `utils/_http.py`.
 */
export function explainHuggingFaceError(context: SourceContext, error: unknown, asked: Asked): unknown {
  if (!isWeighthouseError(error, 'SOURCE_ERROR')) return error
  const { id, revision, path } = asked
  const details = { ...error.details, source: 'huggingface', id, revision, path }
  const withToken = sendsToken(context)
  const explained = (code: ConstructorParameters<typeof WeighthouseError>[0], message: string, hint: string) =>
    new WeighthouseError(code, message, { hint, details, cause: error })
  const notFound = () =>
    explained(
      'MODEL_NOT_FOUND',
      `Hugging Face has no model ${id}.`,
      withToken
        ? `${spelling}; if it is private, use a token that may read it (WEIGHTHOUSE_HF_TOKEN).`
        : `${spelling}; if it is private, set WEIGHTHOUSE_HF_TOKEN to a token that may read it.`,
    )
  const status = error.details['status']

  switch (error.details['errorCode']) {
    case 'RepoNotFound':
      return notFound()
    case 'RevisionNotFound':
      return explained(
        'REVISION_NOT_FOUND',
        `${id} has no revision ${revision ?? '(default)'}.`,
        `Its branches and tags stand on ${modelPageUrl(context.endpoint(), id)}/tree/main.`,
      )
    case 'EntryNotFound':
      return explained(
        'FILE_NOT_FOUND',
        `${id} has no file ${path ?? '(unnamed)'}${revision === undefined ? '' : ` at ${revision}`}.`,
        'The model has changed since it was listed: run the same command again.',
      )
    case 'GatedRepo': {
      const page = modelPageUrl(context.endpoint(), id)
      return explained(
        'GATED',
        `${id} is gated: its author wants you to accept terms first.`,
        withToken
          ? `Accept the terms on ${page} with the account of your token, then run the same command again.`
          : `Accept the terms on ${page}, then set WEIGHTHOUSE_HF_TOKEN to a token of that account.`,
      )
    }
    default:
  }
  if (status === 401 && withToken) {
    return explained(
      'UNAUTHORIZED',
      `Hugging Face does not accept the token (asked for ${id}).`,
      'Make a new one on https://huggingface.co/settings/tokens and set WEIGHTHOUSE_HF_TOKEN.',
    )
  }
  if (status === 403) {
    return explained(
      'UNAUTHORIZED',
      `Hugging Face refuses access to ${id}.`,
      `It may be disabled, or the token may not read it: see ${modelPageUrl(context.endpoint(), id)}.`,
    )
  }
  if (status === 401 || (status === 404 && path === undefined)) return notFound()
  if (status === 404) {
    return explained('FILE_NOT_FOUND', `${id} has no file ${path}.`, 'Look at its files with `weighthouse show`.')
  }
  return error
}
