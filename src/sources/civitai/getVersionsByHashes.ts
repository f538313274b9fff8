import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import { parseTolerantly } from '../parseTolerantly.ts'
import type { SourceContext } from '../sourceContext.ts'
import { type CivitaiVersion, civitaiVersion } from './civitaiModel.ts'
import { explainCivitaiError } from './explainCivitaiError.ts'

/** As many as CivitAI takes at once. */
const mostHashesAtOnce = 100

/**
 * POST /api/v1/model-versions/by-hash: the versions that files on disk belong to, by their SHA256. Those that CivitAI does
 * not know, and those that cannot be understood, are left out; which hash a version answers stands in its files.
 *
 * @param hashes 1 to a hundred
 * @throws WeighthouseError INVALID_ARGUMENT when one is no sha256 or there are too many, SOURCE_DRIFT and those of HttpClient
 */
export async function getVersionsByHashes(
  context: SourceContext,
  hashes: readonly string[],
  options: { signal?: AbortSignal | undefined } = {},
): Promise<CivitaiVersion[]> {
  const wrong = hashes.find((hash) => !/^[0-9a-fA-F]{64}$/.test(hash))
  if (wrong !== undefined || hashes.length === 0 || hashes.length > mostHashesAtOnce) {
    throw new WeighthouseError(
      'INVALID_ARGUMENT',
      wrong === undefined
        ? `${hashes.length} hashes are not 1 to ${mostHashesAtOnce}.`
        : `${JSON.stringify(wrong)} is no sha256.`,
    )
  }
  try {
    const { value } = await requestJson(
      context.http,
      {
        url: `${context.endpoint()}/api/v1/model-versions/by-hash`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(hashes.map((hash) => hash.toUpperCase())),
        token: context.token,
        signal: options.signal,
      },
      z.array(z.unknown()).max(mostHashesAtOnce * 10),
    )
    return value
      .map((version) => parseTolerantly(civitaiVersion, version).record)
      .filter((version) => version !== undefined)
  } catch (error) {
    throw explainCivitaiError(context, error, 'model-versions/by-hash')
  }
}
