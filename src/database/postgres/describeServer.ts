import { WeighthouseError } from '../../foundation/errors.ts'

/** Which server and database, as people may see it: without password. */
export interface PostgresServer {
  /** Name or address and port, or the folder of its socket. */
  host: string
  database: string
  /** How long to wait for an answer: the address's `connect_timeout`, which is in seconds. */
  connectTimeoutMs: number
}

const defaultConnectTimeoutMs = 30_000

/**
 * What the address of a PostgreSQL database names.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 *
 * @throws WeighthouseError INVALID_CONFIG, which does not repeat the address: it may hold a password
 */
export function describeServer(url: string): PostgresServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed) {
    throw new WeighthouseError('INVALID_CONFIG', 'The address of the PostgreSQL database is not one.', {
      hint: 'It looks like postgres://user:password@host:5432/weighthouse; characters such as @ and / in a password are written %40 and %2F.',
    })
  }
  const user = decodeURIComponent(parsed.username)
  const socket = parsed.searchParams.get('host')
  const name = socket ?? (parsed.hostname === '' ? 'localhost' : decodeURIComponent(parsed.hostname))
  const port = parsed.port === '' ? (parsed.searchParams.get('port') ?? '5432') : parsed.port
  return {
    host: name.startsWith('/') ? name : `${name}:${port}`,
    database: decodeURIComponent(parsed.pathname.slice(1)) || user,
    connectTimeoutMs: Number(parsed.searchParams.get('connect_timeout') ?? 0) * 1000 || defaultConnectTimeoutMs,
  }
}
