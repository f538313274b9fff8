import { z } from 'zod'

import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import { parseTolerantly } from '../parseTolerantly.ts'
import type { SourceContext } from '../sourceContext.ts'
import { type CivitaiVersion, civitaiVersion } from './civitaiModel.ts'
import { explainCivitaiError } from './explainCivitaiError.ts'

/**
 * GET /api/v1/model-versions/by-hash/{hash}: the version that a file on disk belongs to, by any hash that CivitAI keeps
 * (AutoV1, AutoV2, AutoV3, SHA256, CRC32, BLAKE3). Of several the oldest that is published.
 *
 * @returns undefined when CivitAI knows no such file
 * @throws WeighthouseError INVALID_ARGUMENT when `hash` is none, SOURCE_DRIFT and those of HttpClient
 */
export async function getVersionByHash(
  context: SourceContext,
  hash: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<CivitaiVersion | undefined> {
  if (!/^[0-9a-fA-F]{8,64}$/.test(hash)) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(hash)} is not the hash of a file.`, {
      hint: 'A hash is 8 to 64 hexadecimal digits.',
    })
  }
  const url = `${context.endpoint()}/api/v1/model-versions/by-hash/${hash.toUpperCase()}`
  try {
    const { value } = await requestJson(
      context.http,
      { url, token: context.token, signal: options.signal },
      z.unknown(),
    )
    const parsed = parseTolerantly(civitaiVersion, value)
    if (parsed.record) return parsed.record
    throw new WeighthouseError('SOURCE_DRIFT', `What CivitAI answered for the hash ${hash} is not a version.`, {
      hint: 'Check the endpoint in `weighthouse config`; if it is right, the source has changed: update Weighthouse.',
      details: { hash, issues: parsed.reason },
    })
  } catch (error) {
    if (isWeighthouseError(error, 'SOURCE_ERROR') && error.details['status'] === 404) return undefined
    throw explainCivitaiError(context, error, hash)
  }
}
