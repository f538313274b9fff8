import { redactSecrets } from '../errors.ts'

/**
 * A URL as it may stand in errors and logs: without user name and password, with secret parameters replaced. With
 * `dropQuery` the whole query goes: signed addresses of download hosts carry their secret there, each under its own
 * parameter name.
 */
export function redactUrl(url: string | URL, options: { dropQuery?: boolean } = {}): string {
  const safe = new URL(url)
  safe.username = ''
  safe.password = ''
  safe.hash = ''
  if (options.dropQuery && safe.search !== '') safe.search = '?***'
  return redactSecrets(safe.href)
}
