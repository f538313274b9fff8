import { toTransportError } from './transportError.ts'

/* The lines of HTTP/1.1 as text, for plainConnection.ts. */

/** An ETag comes from a server and goes into a request: what would begin another line is refused. */
export function writeHeader([name, value]: [string, string]): string {
  // oxlint-disable-next-line eslint/no-control-regex
  if (/[\0\r\n]/.test(value)) throw new TypeError(`The header ${name} has a character that no header may have.`)
  return `${name}: ${value}\r\n`
}

interface Head {
  status: number
  headers: Record<string, string | undefined>
  keepsAlive: boolean
}

/** @throws WeighthouseError SOURCE_UNREACHABLE for what is not HTTP */
export function parseHead(text: string, url: URL): Head {
  const [first = '', ...lines] = text.split('\r\n')
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(first) ?? []
  if (status === undefined) {
    throw toTransportError(Object.assign(new Error('That is not HTTP.'), { code: 'HPE_INVALID_CONSTANT' }), {
      url,
      redirected: false,
      signal: undefined,
    }) as Error
  }
  const headers: Record<string, string | undefined> = {}
  for (const line of lines) {
    // oxlint-disable-next-line eslint/no-control-regex
    if (/[\0\r\n]/.test(line)) continue
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  const keepsAlive = minor === '1' && !/\bclose\b/i.test(headers['connection'] ?? '')
  return { status: Number(status), headers, keepsAlive }
}
