import { createHash } from 'node:crypto'

/** A plain HTTP exchange for tests: nothing is followed, nothing decoded by surprise. */
export async function request(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer; text: string; json: unknown }> {
  const response = await fetch(url, { redirect: 'manual', ...options })
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  }
}

/** The address of the next page in a Link header. */
export function nextLink(headers: Headers): string | undefined {
  return /<(https?:\/\/[^>]+)>;\srel="next"/.exec(headers.get('link') ?? '')?.[1]
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function gitSha1(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
