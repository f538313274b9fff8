/** How test files ask the keeper; see ../postgresKeeperProcess.ts. */
export interface KeeperAddress {
  port: number
  /** A secret, so that no other user of this machine is served. */
  token: string
}

export type KeeperRequest =
  | {
      action: 'create'
      server: PostgresServerName
      /** With today's tables, or without any. */
      tables: boolean
    }
  | { action: 'drop'; server: PostgresServerName; url: string }

/** `embedded`, an installed version's number, or `named` for the one at POSTGRES_TEST_URL. */
export type PostgresServerName = 'embedded' | 'named' | number

export type KeeperAnswer = { url: string } | { error: string }

/** @throws Error with the keeper's own sentence */
export async function askKeeper({ port, token }: KeeperAddress, request: KeeperRequest): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/${token}`, { method: 'POST', body: JSON.stringify(request) })
  const answer = (await response.json()) as KeeperAnswer
  if ('error' in answer) throw new Error(answer.error)
  return answer.url
}
