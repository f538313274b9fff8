import type { HttpResponse } from '../foundation/http/httpClient.ts'
import type { ExpectedContent } from './fileToDownload.ts'

/**
 * What Hugging Face and its mirrors tell of a file in headers, on the way (the redirect) or in the answer: for large
 * files X-Linked-Etag is the sha256, for others the git blob id, and X-Linked-Size the size. Only answers of the origin
 * that was asked are believed, so a download host cannot choose what its own bytes are measured by.
 */
export function readToldContent(
  answer: Pick<HttpResponse, 'headers' | 'redirects' | 'url'>,
  askedUrl: string,
): Partial<ExpectedContent> {
  const origin = new URL(askedUrl).origin
  const hops = [...answer.redirects, answer].filter((hop) => new URL(hop.url).origin === origin)
  for (const { headers } of hops) {
    const hash = headers['x-linked-etag']?.replace(/^W\/|"/g, '').toLowerCase()
    if (hash === undefined) continue
    const size = headers['x-linked-size']
    return {
      size: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : undefined,
      sha256: /^[0-9a-f]{64}$/.test(hash) ? hash : undefined,
      gitSha1: /^[0-9a-f]{40}$/.test(hash) ? hash : undefined,
    }
  }
  return {}
}
