import { type Answer, jsonAnswer } from '../http/answer.ts'
import { type MockRequest, queryFlag } from '../http/mockRequest.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { commitOf, lastModified } from './createModelIndex.ts'

/** `GET /api/models/{id}/refs`. Clients fail without `converts`. */
export function getRefs(request: MockRequest, record: HuggingFaceRecord): Answer {
  return jsonAnswer({
    branches: [{ name: 'main', ref: 'refs/heads/main', targetCommit: commitOf(record) }],
    converts: [],
    tags: [],
    ...(queryFlag(request.query, 'include_prs') ? { pullRequests: [] } : {}),
  })
}

/** `GET /api/models/{id}/commits/{rev}`: every mock repo has one commit. */
export function getCommits(request: MockRequest, record: HuggingFaceRecord): Answer {
  const commit = {
    id: commitOf(record),
    title: 'Upload model',
    message: '',
    date: lastModified(record),
    authors: [{ user: record.id.split('/')[0], avatar: '' }],
  }
  return jsonAnswer(Number(request.query.get('p') ?? 0) > 0 ? [] : [commit], { 'X-Total-Count': '1' })
}
