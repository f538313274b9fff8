import type { SmallFile } from '../makeFiles.ts'
import type { JsonAnswer } from './startOwnServer.ts'

export const smallRepo = { id: 'bench/small-files', commit: '5'.repeat(40) }
const pageEntries = 1000

/**
 * What Hugging Face answers about the repo of small files: its commit, and its tree in pages of 1,000 entries. Small
 * files are in git and not in LFS, so the tree tells their git ids.
 * @param ownUrl where clients ask; known once the server runs
 */
export function answerTree(
  files: () => readonly SmallFile[],
  ownUrl: () => string,
): (url: URL) => JsonAnswer | undefined {
  const base = `/api/models/${smallRepo.id}`
  return (url): JsonAnswer | undefined => {
    if (!url.pathname.startsWith('/api/')) return undefined
    if (url.pathname === `${base}/revision/main`)
      return { status: 200, json: { id: smallRepo.id, sha: smallRepo.commit } }
    if (url.pathname !== `${base}/tree/${smallRepo.commit}`) return { status: 404, json: { error: 'Not found' } }
    const start = Number(url.searchParams.get('cursor') ?? 0)
    const end = start + pageEntries
    const json = files()
      .slice(start, end)
      .map(({ path, size, gitSha1 }) => ({ type: 'file', path, size, oid: gitSha1 }))
    const next = `<${ownUrl()}${url.pathname}?recursive=true&cursor=${end}>; rel="next"`
    return { status: 200, headers: end < files().length ? { link: next } : {}, json }
  }
}
