import { type Answer, jsonAnswer, redirectAnswer } from '../http/answer.ts'
import { contentDisposition } from '../http/contentDisposition.ts'
import type { MockRequest } from '../http/mockRequest.ts'
import { signPath } from '../http/signedUrl.ts'
import type { CivitaiFile, CivitaiVersion } from '../records/civitaiRecord.ts'
import { type CivitaiIndex, isWithdrawn } from './createCivitaiIndex.ts'
import { parseId } from './getCivitaiModel.ts'

/** Versions whose files are not for everybody. */
export interface DownloadRules {
  /** Version ids that answer 403 with a deadline. */
  earlyAccess: ReadonlySet<number>
  /** Version ids that answer 401 without a token. */
  loginRequired: ReadonlySet<number>
  /** The token that is accepted; undefined: any. */
  token: string | undefined
}

const earlyAccessDeadline = '2099-01-01T00:00:00.000Z'
const day = 24 * 60 * 60
const browser = /mozilla|chrome|safari|firefox|opera|edge/i

/** `GET /api/download/models/:versionId`: 307 to a signed address, or the refusal. */
export function downloadFile(
  request: MockRequest,
  versionText: string,
  { index, rules, storageUrl }: { index: CivitaiIndex; rules: DownloadRules; storageUrl: string },
): Answer {
  const id = parseId(versionText)
  const found = id === undefined ? undefined : index.version(id)
  if (!found) return refuse(404, 'Not Found', 'There is no such model version.')
  const { model, version } = found
  if (isWithdrawn(model)) return refuse(410, 'Model archived', 'This model was archived and cannot be downloaded.')
  const isEarly = rules.earlyAccess.has(version.id)
  if (isEarly || (rules.loginRequired.has(version.id) && !isLoggedIn(request, rules.token))) {
    // The service takes such clients for people and shows them the form.
    if (browser.test(request.headers['user-agent'] ?? '')) return redirectAnswer(303, '/login?reason=download-auth')
    if (isEarly) return jsonAnswer({ error: 'Early Access', deadline: earlyAccessDeadline }, {}, 403)
    return refuse(401, 'Unauthorized', 'The creator of this asset requires you to be logged in to download it')
  }
  const file = selectFile(version, request.query)
  if (!file) return refuse(404, 'Not Found', 'This version has no such file.')
  const path = `/civitai-delivery/model/${model.id}/${version.id}/${file.id}`
  const parameters = { 'response-content-disposition': contentDisposition(file.name, 'attachment') }
  return redirectAnswer(307, `${storageUrl}${signPath(path, parameters, day)}`, { 'Cache-Control': 'no-store' })
}

/** By `fileId`, or by properties, or the primary file. */
function selectFile(version: CivitaiVersion, query: URLSearchParams): CivitaiFile | undefined {
  const fileId = query.get('fileId')
  if (fileId !== null) return version.files.find(({ id }) => id === Number(fileId))
  const wanted = (file: CivitaiFile) =>
    matches(query.get('type'), file.type) &&
    matches(query.get('format'), file.metadata?.format) &&
    matches(query.get('size'), file.metadata?.size) &&
    matches(query.get('fp'), file.metadata?.fp)
  const candidates = version.files.filter(wanted)
  return candidates.find(({ primary }) => primary) ?? candidates[0]
}

function matches(asked: string | null, value: string | undefined): boolean {
  return asked === null || asked === value
}

function isLoggedIn(request: MockRequest, token: string | undefined): boolean {
  const given = /^Bearer\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? request.query.get('token')
  return given !== null && (token === undefined || given === token)
}

function refuse(status: number, error: string, message: string): Answer {
  return jsonAnswer({ error, message }, {}, status)
}
