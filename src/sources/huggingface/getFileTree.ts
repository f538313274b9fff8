import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { requestJson } from '../../foundation/http/requestJson.ts'
import type { SourceFile, SourceFileTree } from '../source.ts'
import type { SourceContext } from '../sourceContext.ts'
import { explainHuggingFaceError } from './explainHuggingFaceError.ts'
import { readNextCursor } from './listModels.ts'
import { apiModelUrl, resolveUrl } from './modelUrl.ts'

const treeEntry = z.looseObject({
  /** `file` or `directory`. */
  type: z.string(),
  path: z.string(),
  /** Git blob id; of the pointer when the file is in LFS. */
  oid: z.string().nullish(),
  size: z.number().nullish(),
  lfs: z.looseObject({ oid: z.string().nullish(), size: z.number().nullish() }).nullish(),
})

const commitAnswer = z.looseObject({ sha: z.string().regex(/^[0-9a-f]{40}$/) })

/** A repo may hold a hundred thousand files and more, not a hundred times that. */
const mostPages = 10_000

/**
 * All files of a model at one commit: GET /api/models/{id}/revision/{revision} for the commit, then
 * GET /api/models/{id}/tree/{commit}?recursive=true, all pages. (The `siblings` of a model stop near 1,000 files.)
 *
 * @throws WeighthouseError MODEL_NOT_FOUND, REVISION_NOT_FOUND, GATED, UNAUTHORIZED, SOURCE_DRIFT and those of HttpClient
 */
export async function getFileTree(
  context: SourceContext,
  id: string,
  options: { revision?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<SourceFileTree> {
  const revision = options.revision ?? 'main'
  const base = apiModelUrl(context.endpoint(), id)
  const ask = <T>(url: string, schema: z.ZodType<T>) =>
    requestJson(context.http, { url, token: context.token, signal: options.signal }, schema)
  try {
    const { value } = await ask(`${base}/revision/${encodeURIComponent(revision)}`, commitAnswer)
    const commit = value.sha
    const files: SourceFile[] = []
    const asked = new Set<string>()
    let query = '?recursive=true'
    for (;;) {
      asked.add(query)
      const page = await ask(`${base}/tree/${commit}${query}`, z.array(treeEntry))
      for (const entry of page.value) {
        if (entry.type === 'file') files.push(toSourceFile(context.endpoint(), id, commit, entry))
      }
      const cursor = readNextCursor(context, page.headers['link'])
      if (cursor === null) return { id, revision, commit, files }
      const next = cursor.startsWith('?') ? cursor : `?${new URLSearchParams({ recursive: 'true', cursor }).toString()}`
      if (asked.has(next) || asked.size >= mostPages) throw endlessTreeError(id, commit)
      query = next
    }
  } catch (error) {
    throw explainHuggingFaceError(context, error, { id, revision })
  }
}

function toSourceFile(endpoint: string, id: string, commit: string, entry: z.infer<typeof treeEntry>): SourceFile {
  const sha256 = readHash(entry.lfs?.oid, 64)
  return {
    path: entry.path,
    size: entry.lfs?.size ?? entry.size ?? undefined,
    sha256,
    // Of an LFS file it would be the id of the pointer, which names other bytes.
    gitSha1: entry.lfs ? undefined : readHash(entry.oid, 40),
    url: resolveUrl(endpoint, id, commit, entry.path),
  }
}

function readHash(text: string | null | undefined, length: number): string | undefined {
  const hash = text?.toLowerCase().replace(/^sha256:/, '')
  return hash?.length === length && /^[0-9a-f]+$/.test(hash) ? hash : undefined
}

function endlessTreeError(id: string, commit: string): WeighthouseError {
  return new WeighthouseError('SOURCE_DRIFT', `The file list of ${id} at ${commit} does not end.`, {
    hint: 'Check the endpoint in `weighthouse config`; a mirror may page wrongly.',
    details: { id, commit },
  })
}
