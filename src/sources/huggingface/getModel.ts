import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import { parseTolerantly } from '../parseTolerantly.ts'
import type { SourceContext } from '../sourceContext.ts'
import { explainHuggingFaceError } from './explainHuggingFaceError.ts'
import { type HuggingFaceModel, huggingFaceModel } from './huggingFaceModel.ts'
import { apiModelUrl } from './modelUrl.ts'

/** Not in the plain answer, and not to be had together with `blobs`. */
const expanded = ['trendingScore', 'downloadsAllTime', 'baseModels', 'childrenModelCount', 'usedStorage']

/**
 * GET /api/models/{id}, twice: with `blobs=true` for the files with sizes and hashes, and with `expand` for what the
 * first does not tell. A renamed model answers under its new id.
 *
 * @throws WeighthouseError MODEL_NOT_FOUND, GATED, UNAUTHORIZED, SOURCE_DRIFT and those of HttpClient
 */
export async function getModel(
  context: SourceContext,
  id: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<HuggingFaceModel> {
  const url = apiModelUrl(context.endpoint(), id)
  const query = expanded.map((property) => `expand=${property}`).join('&')
  const ask = (url: string) =>
    requestJson(context.http, { url, token: context.token, signal: options.signal }, z.record(z.string(), z.unknown()))
  try {
    const plain = await ask(`${url}?blobs=true`)
    const more = await ask(`${url}?${query}`)
    return parseModel(id, { ...more.value, ...plain.value })
  } catch (error) {
    throw explainHuggingFaceError(context, error, { id })
  }
}

function parseModel(id: string, json: unknown): HuggingFaceModel {
  const parsed = parseTolerantly(huggingFaceModel, json)
  if (parsed.record) return parsed.record
  throw new WeighthouseError('SOURCE_DRIFT', `What Hugging Face answered for ${id} is not a model.`, {
    hint: 'Check the endpoint in `weighthouse config`; if it is right, the source has changed: update Weighthouse.',
    details: { id, issues: parsed.reason },
  })
}
