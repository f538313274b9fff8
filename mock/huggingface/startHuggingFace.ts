import type { FaultPicker } from '../faults/createFaultPicker.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import { type MockRequest, pathSegments } from '../http/mockRequest.ts'
import type { RequestLog } from '../http/requestLog.ts'
import { type RunningOrigin, startOrigin } from '../http/startOrigin.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { type Caller, checkGate, identifyCaller } from './checkAccess.ts'
import { createModelIndex, type ModelIndex } from './createModelIndex.ts'
import { commitOf } from './createModelIndex.ts'
import { createModelLister } from './createModelLister.ts'
import { getCommits, getRefs } from './getHistory.ts'
import { getModel } from './getModel.ts'
import { getPathsInfo } from './getPathsInfo.ts'
import { getTree } from './getTree.ts'
import { hubError, repoNotFound, revisionNotFound } from './hubError.ts'
import { repoRoute, splitRevision } from './repoRoute.ts'
import { rawFile, resolveFile } from './resolveFile.ts'
import { startCdn } from './startCdn.ts'

export interface HuggingFaceOptions {
  records: ReadonlyMap<string, HuggingFaceRecord>
  port: number
  /** Bytes. */
  maxFileSize: number
  /** The token that opens gated models; undefined: any `hf_…`. */
  token: string | undefined
  faults: FaultPicker
  log: RequestLog
}

/** Starts the mock of huggingface.co and of the CDN that its large files are redirected to. */
export async function startHuggingFace(
  options: HuggingFaceOptions,
): Promise<{ hub: RunningOrigin; cdn: RunningOrigin }> {
  const index = createModelIndex(options.records, options.maxFileSize)
  const cdn = await startCdn({ index, faults: options.faults, log: options.log })
  try {
    const hub = await startOrigin({
      name: 'huggingface',
      port: options.port,
      classify: (request) => (request.path.startsWith('/api/') ? 'api' : 'files'),
      commonHeaders: (request) => rateLimitHeaders(request.path.startsWith('/api/')),
      handle: createHubHandler({ index, token: options.token, cdnUrl: cdn.url }),
      faults: options.faults,
      log: options.log,
    })
    return { hub, cdn }
  } catch (error) {
    await cdn.close()
    throw error
  }
}

// The quotas of anonymous callers for five minutes. https://huggingface.co/docs/hub/rate-limits
function rateLimitHeaders(isApi: boolean): Record<string, string> {
  const [bucket, quota] = isApi ? ['api', 500] : ['resolvers', 3000]
  return {
    RateLimit: `"${bucket}";r=${quota - 1};t=300`,
    'RateLimit-Policy': `"fixed window";"${bucket}";q=${quota};w=300`,
    'X-Request-Id': 'Root=1-mock',
  }
}

function createHubHandler({ index, token, cdnUrl }: { index: ModelIndex; token: string | undefined; cdnUrl: string }) {
  const listModels = createModelLister(index)

  return async function handle(request: MockRequest): Promise<Answer> {
    const caller = identifyCaller(request, token)
    if (typeof caller !== 'string') return caller
    const segments = pathSegments(request.path)
    if (!segments) return hubError(400, undefined, 'Malformed address')
    const [first, second, ...rest] = segments
    if (first === 'api' && second === 'models') {
      return rest.length === 0 ? listModels(request) : metadata(request, rest, caller)
    }
    if (first === 'api' && second === 'whoami-v2') return whoami(caller)
    if (first === 'api') return hubError(404, undefined, 'Not Found')
    return files(request, segments, caller)
  }

  async function metadata(request: MockRequest, segments: string[], caller: Caller): Promise<Answer> {
    const route = repoRoute(segments, (id) => index.get(id) !== undefined)
    const record = route ? index.get(route.id) : undefined
    if (!route || !record) return repoNotFound(caller !== 'anonymous')
    if (route.keyword === undefined) return getModel(request, record, index)
    if (route.keyword === 'refs') return getRefs(request, record)

    const revision = splitRevision(route.rest, commitOf(record))
    if (revision.commit === undefined) return revisionNotFound(revision.revision)
    switch (route.keyword) {
      case 'revision':
        return getModel(request, record, index)
      case 'tree':
        return getTree(request, record, revision, index)
      case 'commits':
        return getCommits(request, record)
      case 'paths-info':
        return getPathsInfo(request, record, index)
      case 'resolve':
      case 'raw':
        return hubError(404, undefined, 'Not Found')
    }
  }

  async function files(request: MockRequest, segments: string[], caller: Caller): Promise<Answer> {
    const route = repoRoute(segments, (id) => index.get(id) !== undefined)
    if (route?.keyword !== 'resolve' && route?.keyword !== 'raw') return hubError(404, undefined, 'Not Found')
    const record = index.get(route.id)
    if (!record) return repoNotFound(caller !== 'anonymous')
    const refusal = checkGate(record, caller)
    if (refusal) return refusal
    const { commit, revision, path } = splitRevision(route.rest, commitOf(record))
    if (commit === undefined) return revisionNotFound(revision)
    return route.keyword === 'raw'
      ? rawFile(record, path, index)
      : resolveFile(request, record, path, { index, cdnUrl })
  }
}

function whoami(caller: Caller): Answer {
  if (caller === 'anonymous') return hubError(401, undefined, 'Invalid username or password.')
  return jsonAnswer({
    type: 'user',
    name: 'mock-user',
    fullname: 'Mock User',
    orgs: [],
    auth: { type: 'access_token', accessToken: { displayName: 'mock', role: 'read' } },
  })
}
