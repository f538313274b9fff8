import { type Answer, jsonAnswer } from '../http/answer.ts'
import { type MockRequest, queryFlag } from '../http/mockRequest.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { decodeCursor, encodeCursor } from '../records/sortedRecords.ts'
import { commitOf, type ModelIndex } from './createModelIndex.ts'
import { entryNotFound, hubError } from './hubError.ts'
import type { RevisionPath } from './repoRoute.ts'
import { directoriesOf, directoryEntry, fileEntry } from './treeEntry.ts'

/** `GET /api/models/{id}/tree/{rev}[/path]`: pages of 1,000 entries, of 50 with `expand`. Only a page's files are hashed. */
export async function getTree(
  request: MockRequest,
  record: HuggingFaceRecord,
  { path }: RevisionPath,
  index: ModelIndex,
): Promise<Answer> {
  const { query } = request
  const expand = queryFlag(query, 'expand')
  const paths = index.paths(record)
  const folder = path.replace(/\/+$/, '')
  const directories = directoriesOf(paths)
  if (folder !== '' && !directories.has(folder)) return entryNotFound(commitOf(record))

  const cursorText = query.get('cursor')
  const cursor = cursorText === null ? undefined : decodeCursor(cursorText)
  if (cursorText !== null && !cursor) return hubError(400, undefined, 'Invalid cursor')
  const largestPage = expand ? 50 : 1000
  const asked = Number(query.get('limit') ?? largestPage)
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, largestPage) : largestPage

  const prefix = folder === '' ? '' : `${folder}/`
  const after = cursor?.[1]
  const entries = [...new Set([...directories, ...paths])]
    .filter(
      (entry) => entry.startsWith(prefix) && (queryFlag(query, 'recursive') || !entry.includes('/', prefix.length)),
    )
    .sort()
    .filter((entry) => after === undefined || entry > String(after))
  const page = entries.slice(0, limit)
  const known = new Set(paths)
  const answered: unknown[] = []
  for (const entry of page) {
    const file = known.has(entry) ? await index.file(record, entry) : undefined
    answered.push(file ? fileEntry(record, file, expand) : directoryEntry(record, entry, expand))
  }
  return jsonAnswer(answered, entries.length > limit ? { Link: nextLink(request, page.at(-1) ?? '') } : {})
}

function nextLink(request: MockRequest, lastPath: string): string {
  const query = new URLSearchParams(request.query)
  query.set('cursor', encodeCursor(['path', lastPath]))
  return `<${request.ownUrl}${request.path}?${query.toString()}>; rel="next"`
}
