import { WeighthouseError } from '../../foundation/errors.ts'
import type { HttpResponse } from '../../foundation/http/httpClient.ts'
import { checkRelativePath } from '../../ids/safePath.ts'
import type { SourceContext } from '../sourceContext.ts'
import { explainHuggingFaceError } from './explainHuggingFaceError.ts'
import { resolveUrl } from './modelUrl.ts'

export interface ResolvedFile {
  /** 40 hex. */
  commit: string
  /** Without quotes and `W/`: the sha256 of an LFS file, the git blob id of any other. */
  etag: string
  /** Bytes. */
  size: number | undefined
  sha256: string | undefined
}

const mostHops = 10

/**
 * HEAD {id}/resolve/{revision}/{path}: what the file is, without its bytes. Redirects are followed on the endpoint's
 * own origin only (renamed models, small files); the first hop that names the commit tells the rest in its X-Linked-*
 * headers, and download hosts do not answer HEAD.
 *
 * @throws WeighthouseError FILE_NOT_FOUND, REVISION_NOT_FOUND, MODEL_NOT_FOUND, GATED, UNAUTHORIZED, UNSAFE_PATH,
 * SOURCE_DRIFT (no commit or no ETag) and those of HttpClient
 */
export async function resolveFile(
  context: SourceContext,
  file: { id: string; revision: string; path: string; signal?: AbortSignal | undefined },
): Promise<ResolvedFile> {
  const { id, revision, path, signal } = file
  let url = resolveUrl(context.endpoint(), id, revision, checkRelativePath(path))
  const seen: HttpResponse['headers'][] = []
  try {
    for (let hops = 0; hops <= mostHops; hops++) {
      const response = await context.http.request({ url, method: 'HEAD', follow: false, token: context.token, signal })
      response.body.resume()
      seen.push(response.headers)
      const location = response.headers['location']
      const linked = response.headers['x-linked-etag'] !== undefined && response.headers['x-linked-size'] !== undefined
      if (response.status < 300 || location === undefined || linked) return readHeaders(seen, response.status, file)
      const next = URL.canParse(location, url) ? new URL(location, url) : undefined
      if (next?.origin !== new URL(url).origin) return readHeaders(seen, response.status, file)
      url = next.href
    }
  } catch (error) {
    throw explainHuggingFaceError(context, error, { id, revision, path })
  }
  throw driftError(file, 'is redirected without end')
}

function readHeaders(
  hops: HttpResponse['headers'][],
  status: number,
  file: { id: string; revision: string; path: string },
): ResolvedFile {
  const first = (name: string) => hops.find((headers) => headers[name] !== undefined)?.[name]
  const commit = first('x-repo-commit')
  const etag = (first('x-linked-etag') ?? first('etag'))?.replace(/^W\//, '').replace(/^"|"$/g, '')
  if (!commit || !/^[0-9a-f]{40}$/.test(commit)) throw driftError(file, 'comes without X-Repo-Commit')
  if (!etag) throw driftError(file, 'comes without ETag')
  // On a redirect content-length is that of the redirect itself.
  const size = first('x-linked-size') ?? (status < 300 ? hops.at(-1)?.['content-length'] : undefined)
  return {
    commit,
    etag,
    size: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : undefined,
    sha256: /^[0-9a-f]{64}$/.test(etag) ? etag : undefined,
  }
}

function driftError(file: { id: string; revision: string; path: string }, what: string): WeighthouseError {
  return new WeighthouseError('SOURCE_DRIFT', `${file.id}/${file.path} at ${file.revision} ${what}.`, {
    hint: 'Check the endpoint in `weighthouse config`: what answers there does not behave like Hugging Face.',
    details: { id: file.id, revision: file.revision, path: file.path },
  })
}
