/** One of the four servers. */
export type OriginName = 'huggingface' | 'huggingface-cdn' | 'civitai' | 'civitai-storage'

/** One request that a mock server saw. */
export interface LoggedRequest {
  origin: OriginName
  method: string
  /** With the query, as sent. */
  path: string
  range: string | undefined
  userAgent: string | undefined
  /** Whether an Authorization header came along: what tests of token hygiene look at. */
  hadAuthorization: boolean
  /** The kinds of faults that the dice gave it. */
  faults: readonly string[]
  /** 0 until the answer starts. */
  status: number
  /** Bytes of the body that were handed to the connection so far. */
  bytesSent: number
}

export interface RequestLog {
  /** Adds an entry, which the sender completes. The oldest entry makes room when the log is full. */
  add(entry: LoggedRequest): void
  /** Copies of all entries, oldest first. */
  list(): LoggedRequest[]
  clear(): void
}

export function createRequestLog(limit = 20_000): RequestLog {
  let entries: LoggedRequest[] = []
  return {
    add(entry) {
      entries.push(entry)
      // Shortened by half at a time, so that adding stays cheap.
      if (entries.length > limit) entries = entries.slice(-Math.floor(limit / 2))
    },
    list: () => entries.map((entry) => ({ ...entry })),
    clear() {
      entries = []
    },
  }
}
