// Parts of an address that change with every signature, or that are secrets: S3 and R2 (X-Amz-*), CloudFront
// (Expires, Policy, Signature, Key-Pair-Id), Azure (sig, se, …), CivitAI's `token`.
const passing =
  /^(?:x-amz-.*|x-goog-.*|expires|policy|signature|key-pair-id|sig|se|st|sp|sv|sr|token|api_?key|access_token)$/i

/** The address without signatures, secrets and fragment: what names a file from one run to the next. */
export function stableUrl(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.hash = ''
  for (const name of new Set(url.searchParams.keys())) if (passing.test(name)) url.searchParams.delete(name)
  url.searchParams.sort()
  return url.href
}
