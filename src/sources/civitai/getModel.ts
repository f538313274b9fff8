import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import { parseTolerantly } from '../parseTolerantly.ts'
import type { SourceContext } from '../sourceContext.ts'
import { type CivitaiModel, civitaiModel } from './civitaiModel.ts'
import { explainCivitaiError } from './explainCivitaiError.ts'
import { apiModelUrl } from './modelUrl.ts'

/**
 * GET /api/v1/models/{id}: a model with all its published versions and their files.
 * @throws WeighthouseError MODEL_NOT_FOUND, UNAUTHORIZED, SOURCE_DRIFT and those of HttpClient
 */
export async function getModel(
  context: SourceContext,
  id: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<CivitaiModel> {
  const url = apiModelUrl(context.endpoint(), id)
  try {
    const { value } = await requestJson(
      context.http,
      { url, token: context.token, signal: options.signal },
      z.unknown(),
    )
    const parsed = parseTolerantly(civitaiModel, value)
    if (parsed.record) return parsed.record
    throw new WeighthouseError('SOURCE_DRIFT', `What CivitAI answered for ${id} is not a model.`, {
      hint: 'Check the endpoint in `weighthouse config`; if it is right, the source has changed: update Weighthouse.',
      details: { id, issues: parsed.reason },
    })
  } catch (error) {
    throw explainCivitaiError(context, error, id)
  }
}
