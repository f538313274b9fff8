/** The words that follow an id in an address. */
const repoKeywords = ['revision', 'tree', 'refs', 'commits', 'paths-info', 'resolve', 'raw'] as const
type RepoKeyword = (typeof repoKeywords)[number]

export interface RepoRoute {
  id: string
  /** Undefined for the model itself. */
  keyword: RepoKeyword | undefined
  /** What follows the keyword, decoded and joined by slashes. */
  rest: string
}

/**
 * Finds id and keyword in decoded segments. An id has one or two segments, so the keyword decides where it ends; where
 * two readings are possible (`gpt2/tree/refs/…`), the one whose model exists wins.
 */
export function repoRoute(segments: readonly string[], exists: (id: string) => boolean): RepoRoute | undefined {
  const readings = [2, 1].flatMap((length): RepoRoute[] => {
    const keyword = repoKeywords.find((candidate) => candidate === segments[length])
    const id = segments.slice(0, length).join('/')
    return keyword ? [{ id, keyword, rest: segments.slice(length + 1).join('/') }] : []
  })
  const reading = readings.find(({ id }) => exists(id)) ?? readings[0]
  if (reading) return reading
  if (segments.length === 0 || segments.length > 2) return undefined
  return { id: segments.join('/'), keyword: undefined, rest: '' }
}

/** A revision and the path behind it. */
export interface RevisionPath {
  /** Undefined when no known revision starts `rest`. */
  commit: string | undefined
  /** The name that was asked for, for messages. */
  revision: string
  path: string
}

/** The longest known revision that starts `rest`: some clients send `refs%2Fpr%2F1`, some plain slashes. */
export function splitRevision(rest: string, commit: string): RevisionPath {
  const names = ['main', 'HEAD', 'refs/heads/main', commit]
  const revision = names
    .filter((name) => rest === name || rest.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0]
  if (revision === undefined) return { commit: undefined, revision: rest.split('/')[0] ?? '', path: '' }
  return { commit, revision, path: rest.slice(revision.length + 1) }
}
