import type { FaultPicker } from '../faults/createFaultPicker.ts'
import { type Answer, fileAnswer } from '../http/answer.ts'
import type { MockRequest } from '../http/mockRequest.ts'
import type { RequestLog } from '../http/requestLog.ts'
import { signatureFault } from '../http/signedUrl.ts'
import { type RunningOrigin, startOrigin } from '../http/startOrigin.ts'
import type { ModelIndex } from './createModelIndex.ts'

/**
 * Starts the CDN: it serves what a signed address names and knows no accounts. A token that reaches it is a leak of the
 * client; it is served all the same, as the real one does, and noted in the request log.
 */
export function startCdn(options: { index: ModelIndex; faults: FaultPicker; log: RequestLog }): Promise<RunningOrigin> {
  return startOrigin({
    name: 'huggingface-cdn',
    port: 0,
    classify: () => 'files',
    commonHeaders: () => ({ 'X-Cache': 'Hit from mock' }),
    handle: (request) => serve(request, options.index),
    faults: options.faults,
    log: options.log,
  })
}

async function serve(request: MockRequest, index: ModelIndex): Promise<Answer> {
  const { path, query } = request
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse('MethodNotAllowed', 405)
  const fault = signatureFault(path, query)
  if (fault) return refuse(fault === 'missing' ? 'MissingKey' : 'AccessDenied', 403)
  const record = index.get(query.get('repo') ?? '')
  const file = record ? await index.file(record, query.get('path') ?? '') : undefined
  if (!file?.lfs || !path.endsWith(`/${file.lfs.sha256}`)) return refuse('NoSuchKey', 404)
  return fileAnswer(file, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': query.get('response-content-disposition') ?? 'attachment',
    'Cache-Control': 'public, max-age=31536000',
  })
}

function refuse(code: string, status: number): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`
  return { status, headers: { 'Content-Type': 'application/xml' }, text }
}
