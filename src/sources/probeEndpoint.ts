import { z } from 'zod'

import { isWeighthouseError } from '../foundation/errors.ts'
import type { SourceContext } from './sourceContext.ts'

/**
 * Asks one small question of a source's API, once and for three seconds at most.
 * Any documented answer counts, also "too many requests"; a login page or a 5xx does not.
 *
 * @throws WeighthouseError CANCELLED
 */
export async function probeEndpoint(
  context: SourceContext,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ reachable: boolean; reason: string | undefined }> {
  try {
    const response = await context.http.request({
      url: `${context.endpoint()}${path}`,
      headers: { accept: 'application/json' },
      token: context.token,
      retries: 0,
      timeoutMs: 3000,
      signal,
    })
    await response.json(z.unknown())
    return { reachable: true, reason: undefined }
  } catch (error) {
    if (!isWeighthouseError(error, 'SOURCE_UNREACHABLE', 'SOURCE_ERROR', 'SOURCE_DRIFT', 'RATE_LIMITED')) throw error
    const status = Number(error.details['status'] ?? 0)
    return { reachable: status >= 400 && status < 500, reason: error.message }
  }
}
