import type { FaultPicker } from '../faults/createFaultPicker.ts'
import { type Answer, fileAnswer } from '../http/answer.ts'
import type { MockRequest } from '../http/mockRequest.ts'
import type { RequestLog } from '../http/requestLog.ts'
import { signatureFault } from '../http/signedUrl.ts'
import { type RunningOrigin, startOrigin } from '../http/startOrigin.ts'
import type { CivitaiIndex } from './createCivitaiIndex.ts'

/** Starts the object storage that CivitAI's downloads are redirected to: GET of signed addresses, nothing else. */
export function startStorage(options: {
  index: CivitaiIndex
  faults: FaultPicker
  log: RequestLog
}): Promise<RunningOrigin> {
  return startOrigin({
    name: 'civitai-storage',
    port: 0,
    classify: () => 'files',
    commonHeaders: () => ({ Server: 'MockStorage' }),
    handle: (request) => Promise.resolve(serve(request, options.index)),
    faults: options.faults,
    log: options.log,
  })
}

function serve(request: MockRequest, index: CivitaiIndex): Answer {
  // Two ways to authenticate at once are an error of the S3 protocol.
  if (request.headers['authorization'] !== undefined || request.query.has('token')) {
    return refuse(400, 'InvalidArgument', 'Only one auth mechanism allowed')
  }
  // The signature covers the method, and it was made for GET.
  if (request.method !== 'GET') return refuse(403, 'SignatureDoesNotMatch', 'The signature does not match')
  if (signatureFault(request.path, request.query))
    return refuse(403, 'AccessDenied', 'Request has expired or is not signed')
  const fileId = Number(request.path.split('/').at(-1))
  const found = index.content(fileId)
  if (!found) return refuse(404, 'NoSuchKey', 'The specified key does not exist.')
  const { context, content } = found
  const disposition = request.query.get('response-content-disposition')
  return fileAnswer(
    { content, etag: `${context.file.id}-${content.size}` },
    {
      'Content-Type': 'application/octet-stream',
      ...(disposition === null ? {} : { 'Content-Disposition': disposition }),
    },
  )
}

function refuse(status: number, code: string, message: string): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status, headers: { 'Content-Type': 'application/xml' }, text }
}
