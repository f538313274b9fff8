import { contentOfBytes } from '../content/content.ts'
import { lfsPointer } from '../content/hashContent.ts'
import { type Answer, fileAnswer, redirectAnswer } from '../http/answer.ts'
import { contentDisposition } from '../http/contentDisposition.ts'
import type { MockRequest } from '../http/mockRequest.ts'
import { matchesTag } from '../http/selectBytes.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { cdnLocation } from './cdnLocation.ts'
import { commitOf, type ModelIndex } from './createModelIndex.ts'
import { entryNotFound } from './hubError.ts'

const exposed =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag'

/**
 * `HEAD|GET /{id}/resolve/{rev}/{path}`: plain git files at once, LFS files by an absolute 302 to the CDN. What clients
 * need of a redirected file (size, hash, commit) stands in the headers of the 302.
 */
export async function resolveFile(
  request: MockRequest,
  record: HuggingFaceRecord,
  path: string,
  { index, cdnUrl }: { index: ModelIndex; cdnUrl: string },
): Promise<Answer> {
  const commit = commitOf(record)
  const file = await index.file(record, path)
  if (!file) return entryNotFound(commit)
  const headers = {
    'X-Repo-Commit': commit,
    'Accept-Ranges': 'bytes',
    'Access-Control-Expose-Headers': exposed,
    'Content-Disposition': contentDisposition(path),
  }
  if (!file.lfs) {
    return fileAnswer(file, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
  }
  const linked = { ...headers, 'X-Linked-ETag': `"${file.etag}"`, 'X-Linked-Size': String(file.size) }
  if (matchesTag(request.headers['if-none-match'], file.etag)) return { status: 304, headers: linked }
  return redirectAnswer(302, cdnLocation(cdnUrl, record.id, path, file.lfs.sha256), linked)
}

/** `GET /{id}/raw/{rev}/{path}`: what git holds, so the pointer of an LFS file. */
export async function rawFile(record: HuggingFaceRecord, path: string, index: ModelIndex): Promise<Answer> {
  const commit = commitOf(record)
  const file = await index.file(record, path)
  if (!file) return entryNotFound(commit)
  const content = file.lfs ? contentOfBytes(lfsPointer(file.lfs.sha256, file.size)) : file.content
  return fileAnswer(
    { content, etag: file.gitSha1 },
    { 'X-Repo-Commit': commit, 'Content-Type': 'text/plain; charset=utf-8' },
  )
}
