import type { FaultPicker } from '../faults/createFaultPicker.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import { type MockRequest, pathSegments } from '../http/mockRequest.ts'
import type { RequestLog } from '../http/requestLog.ts'
import { type RunningOrigin, startOrigin } from '../http/startOrigin.ts'
import type { CivitaiRecord } from '../records/civitaiRecord.ts'
import { createCivitaiIndex } from './createCivitaiIndex.ts'
import { createCivitaiPresenter } from './createCivitaiPresenter.ts'
import { downloadFile, type DownloadRules } from './downloadFile.ts'
import {
  type CivitaiParts,
  getCivitaiModel,
  getCivitaiVersion,
  getVersionByHash,
  postVersionsByHash,
} from './getCivitaiModel.ts'
import { listCivitaiModels } from './listCivitaiModels.ts'
import { startStorage } from './startStorage.ts'

export interface CivitaiOptions {
  records: ReadonlyMap<number, CivitaiRecord>
  port: number
  /** Bytes. */
  maxFileSize: number
  rules: DownloadRules
  faults: FaultPicker
  log: RequestLog
}

/** Starts the mock of civitai.com and of the storage that holds its files. */
export async function startCivitai(options: CivitaiOptions): Promise<{ site: RunningOrigin; storage: RunningOrigin }> {
  const index = createCivitaiIndex(options.records, options.maxFileSize)
  const storage = await startStorage({ index, faults: options.faults, log: options.log })
  const parts = { index, presenter: createCivitaiPresenter(index) }
  try {
    const site = await startOrigin({
      name: 'civitai',
      port: options.port,
      classify: (request) => (request.path.startsWith('/api/download/') ? 'files' : 'api'),
      commonHeaders: (request): Record<string, string> =>
        request.path.startsWith('/api/v1/')
          ? { 'Cache-Control': 'public, s-maxage=300, stale-while-revalidate=150' }
          : {},
      handle: (request) => handle(request, parts, { ...options, storageUrl: storage.url }),
      faults: options.faults,
      log: options.log,
    })
    return { site, storage }
  } catch (error) {
    await storage.close()
    throw error
  }
}

async function handle(
  request: MockRequest,
  parts: CivitaiParts,
  { rules, storageUrl }: { rules: DownloadRules; storageUrl: string },
): Promise<Answer> {
  const segments = pathSegments(request.path)
  if (!segments) return jsonAnswer({ error: 'Malformed address' }, {}, 400)
  const [api, version, collection, id, extra] = segments
  if (api === 'login') return loginPage()
  if (api === 'api' && version === 'download' && collection === 'models' && id !== undefined) {
    return downloadFile(request, id, { index: parts.index, rules, storageUrl })
  }
  if (api !== 'api' || version !== 'v1') return notFound()
  if (collection === 'models') {
    return id === undefined ? listCivitaiModels(request, parts) : getCivitaiModel(request, id, parts)
  }
  if (collection !== 'model-versions' || id === undefined) return notFound()
  if (id !== 'by-hash') return getCivitaiVersion(request, id, parts)
  if (extra !== undefined) return getVersionByHash(request, extra, parts)
  return request.method === 'POST' ? postVersionsByHash(request, parts) : notFound()
}

function loginPage(): Answer {
  const text = '<!doctype html><html><head><title>Login</title></head><body><h1>Login</h1></body></html>\n'
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, text }
}

function notFound(): Answer {
  return jsonAnswer({ error: 'Not Found' }, {}, 404)
}
