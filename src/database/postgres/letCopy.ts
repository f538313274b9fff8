import pg from 'pg'

/** What the driver's connection has for COPY, and its types do not tell. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Small enough that the socket begins to send early. */
const chunkBytes = 256 * 1024

/**
 * Lets a connection do `COPY … FROM STDIN`, as a query whose only parameter is what is to be copied, in the format that
 * the query names. The driver itself answers such a query with a refusal.
 */
export function letCopy(client: pg.ClientBase): void {
  const query = client.query.bind(client)
  const copyOrQuery = (text: unknown, parameters: unknown, ...rest: unknown[]): unknown => {
    const data = Array.isArray(parameters) ? (parameters[0] as unknown) : undefined
    if (typeof text === 'string' && text.startsWith('COPY ') && data instanceof Uint8Array) {
      return copy((submittable) => query(submittable), text, data)
    }
    return (query as (...parts: unknown[]) => unknown)(text, parameters, ...rest)
  }
  Object.assign(client, { query: copyOrQuery })
}

class CopyQuery extends pg.Query {
  readonly #data: Buffer

  constructor(text: string, data: Uint8Array) {
    super(text)
    this.#data = Buffer.from(data.buffer, data.byteOffset, data.length)
  }

  /** Called by the driver once the server is ready for the data. */
  handleCopyInResponse(connection: CopyConnection): void {
    for (let start = 0; start < this.#data.length; start += chunkBytes) {
      connection.sendCopyFromChunk(this.#data.subarray(start, start + chunkBytes))
    }
    connection.endCopyFrom()
  }
}

function copy(submit: (query: CopyQuery) => CopyQuery, text: string, data: Uint8Array): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new CopyQuery(text, data)
    query.on('end', resolve)
    query.on('error', reject)
    submit(query)
  })
}
