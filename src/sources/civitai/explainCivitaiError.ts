import { z } from 'zod'

import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { type SourceContext, sendsToken } from '../sourceContext.ts'
import { modelPageUrl } from './modelUrl.ts'

const errorBody = z.looseObject({ error: z.unknown(), deadline: z.union([z.string(), z.number()]).nullish() })

/**
 * Makes of SOURCE_ERROR the error that says what to do: 401 UNAUTHORIZED, 403 GATED (with the end of early access),
 * 404 MODEL_NOT_FOUND, 410 FILE_NOT_FOUND. Anything else is returned unchanged.
 * The answers: `src/pages/api/download/models/[modelVersionId].ts` in civitai/civitai.
 */
export function explainCivitaiError(context: SourceContext, error: unknown, id: string): unknown {
  if (!isWeighthouseError(error, 'SOURCE_ERROR')) return error
  const page = modelPageUrl(context.endpoint(), id)
  const body = readErrorBody(error.details['body'])
  const deadline = body?.deadline === null || body?.deadline === undefined ? undefined : String(body.deadline)
  const explained = (code: ConstructorParameters<typeof WeighthouseError>[0], message: string, hint: string) =>
    new WeighthouseError(code, message, {
      hint,
      details: { ...error.details, source: 'civitai', id, deadline },
      cause: error,
    })
  switch (error.details['status']) {
    case 401:
      return sendsToken(context)
        ? explained(
            'UNAUTHORIZED',
            `CivitAI does not accept the token, or the author of ${id} allows no downloads.`,
            `See ${page}; make a new key on https://civitai.com/user/account and set WEIGHTHOUSE_CIVITAI_TOKEN.`,
          )
        : explained(
            'UNAUTHORIZED',
            `CivitAI wants a login for model ${id}.`,
            'Make an API key on https://civitai.com/user/account and set WEIGHTHOUSE_CIVITAI_TOKEN.',
          )
    case 403:
      return deadline === undefined
        ? explained('GATED', `CivitAI refuses access to model ${id}.`, `See ${page} for what its author asks.`)
        : explained(
            'GATED',
            `Model ${id} is in early access until ${deadline}.`,
            `Wait until then, or buy access on ${page} and set WEIGHTHOUSE_CIVITAI_TOKEN.`,
          )
    case 404:
      return explained(
        'MODEL_NOT_FOUND',
        `CivitAI has no published model ${id}.`,
        `Check the number: it stands in the address of the model's page, ${page}.`,
      )
    case 410:
      return explained(
        'FILE_NOT_FOUND',
        `The files of model ${id} are archived.`,
        `See ${page}; CivitAI gives them out no more.`,
      )
    default:
      return error
  }
}

/** The body of an error, of which the first 500 characters are here; undefined when it is not the JSON that we know. */
function readErrorBody(text: unknown): z.infer<typeof errorBody> | undefined {
  return errorBody.safeParse(typeof text === 'string' ? parseJson(text) : undefined).data
}
