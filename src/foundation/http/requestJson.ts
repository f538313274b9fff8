import type { z } from 'zod'

import { isWeighthouseError } from '../errors.ts'
import type { HttpClient, HttpRequest, HttpResponse } from './httpClient.ts'

const mostTries = 3

/**
 * Asks for JSON and reads it to its end. Asks again, up to three times in all, when the connection breaks in the middle
 * of the body, which {@link HttpClient.request} cannot know of.
 *
 * @throws WeighthouseError as HttpClient does, and SOURCE_DRIFT when the answer is not of the schema
 */
export async function requestJson<T>(
  http: HttpClient,
  request: HttpRequest,
  schema: z.ZodType<T>,
): Promise<{ value: T; headers: HttpResponse['headers'] }> {
  for (let tries = 1; ; tries++) {
    const response = await http.request({ ...request, headers: { accept: 'application/json', ...request.headers } })
    try {
      return { value: await response.json(schema), headers: response.headers }
    } catch (error) {
      if (tries < mostTries && isWeighthouseError(error, 'SOURCE_UNREACHABLE')) continue
      throw error
    }
  }
}
