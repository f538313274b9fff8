import { parseHttpUrl } from './followRedirects.ts'
import { createPlainConnection, type PlainAnswer, type PlainConnection, type PlainRequest } from './plainConnection.ts'

/** Connections that can be used again, by origin. */
export interface PlainConnections {
  /** Undefined when the answer is not a body of known length, plain and as it is: then ask by the general client. */
  request(request: PlainRequest): Promise<PlainAnswer | undefined>
  close(): void
}

/** Opens connections as they are needed, keeps those that can be used again, and closes all of them with `close`. */
export function createPlainConnections(): PlainConnections {
  const idle = new Map<string, PlainConnection[]>()
  const all = new Set<PlainConnection>()

  function open(url: URL): PlainConnection {
    const connection = idle.get(url.origin)?.pop() ?? createPlainConnection(url)
    all.add(connection)
    connection.onEnd = (reusable) => {
      if (reusable) {
        connection.rest()
        idle.set(url.origin, [...(idle.get(url.origin) ?? []), connection])
      } else {
        all.delete(connection)
        idle.set(
          url.origin,
          (idle.get(url.origin) ?? []).filter((other) => other !== connection),
        )
      }
    }
    return connection
  }

  return {
    async request(request) {
      const url = parseHttpUrl(request.url)
      const connection = open(url)
      const answer = await connection.request(url, request).catch((error: unknown) => {
        // Half an exchange is of no use to anybody.
        connection.destroy()
        throw error
      })
      const { status, headers } = answer
      const isPlain =
        headers['transfer-encoding'] === undefined && (headers['content-encoding'] ?? 'identity') === 'identity'
      if ((status === 200 || status === 206) && isPlain && /^\d{1,15}$/.test(headers['content-length'] ?? ''))
        return answer
      answer.destroy()
      return undefined
    },
    close() {
      for (const connection of all) connection.destroy()
    },
  }
}
