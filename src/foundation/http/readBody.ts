import type { Readable } from 'node:stream'

import { z } from 'zod'

import { WeighthouseError } from '../errors.ts'

/** No JSON that a source answers comes near this; a stream without end must not fill the memory. Bytes. */
const longestText = 256 * 1024 * 1024

/**
 * Reads a whole body as UTF-8.
 * @throws WeighthouseError SOURCE_ERROR when it is longer than 256 MiB
 */
export async function readText(body: Readable, address: string, limit = longestText): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) {
      throw new WeighthouseError('SOURCE_ERROR', `The answer of ${address} is longer than ${limit} bytes.`, {
        hint: 'Check the endpoint in `weighthouse config`: this is not what the source is known to answer.',
        details: { url: address, limit },
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Reads up to about `limit` bytes of a body and closes the connection when more would come. */
export async function readStart(body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= limit) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Parses an answer.
 * @throws WeighthouseError SOURCE_DRIFT when it is not JSON or not of the schema
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>, address: string): T {
  let json: unknown
  try {
    json = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch (error) {
    throw new WeighthouseError('SOURCE_DRIFT', `${address} did not answer JSON.`, {
      hint: /^\s*</.test(text)
        ? 'It answered a web page: check the endpoint in `weighthouse config`, and whether this network asks for a login.'
        : 'Check the endpoint in `weighthouse config`.',
      details: { url: address, body: text.slice(0, 500) },
      cause: error,
    })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new WeighthouseError('SOURCE_DRIFT', `${address} answered JSON of another shape than documented.`, {
    hint: 'Check the endpoint in `weighthouse config`; if it is right, the source has changed: update Weighthouse.',
    details: { url: address, issues: z.prettifyError(parsed.error).slice(0, 2000) },
  })
}
