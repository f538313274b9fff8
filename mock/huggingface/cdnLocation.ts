import { hexOf } from '../content/seed.ts'
import { contentDisposition } from '../http/contentDisposition.ts'
import { signPath } from '../http/signedUrl.ts'

/** The signed address of an LFS file on the CDN, good for an hour. */
export function cdnLocation(cdnUrl: string, id: string, path: string, sha256: string): string {
  const parameters = { repo: id, path, 'response-content-disposition': contentDisposition(path) }
  return `${cdnUrl}${signPath(`/xet-bridge-us/${hexOf(`_id/${id}`).slice(0, 24)}/${sha256}`, parameters, 3600)}`
}
