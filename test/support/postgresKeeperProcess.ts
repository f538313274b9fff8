import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

import type { KeeperAddress, KeeperAnswer, KeeperRequest } from './postgres/keeper.ts'
import { openServers } from './postgres/openServers.ts'

/*
 * Keeps the PostgreSQL servers of one test run: test files ask it over HTTP for databases, and the first that does
 * starts a server. It ends, and its servers with it, when its standard input does; so also when the test run is killed.
 * Its first line on standard output is the KeeperAddress.
 */
const servers = openServers()
const token = randomBytes(16).toString('hex')

const http = createServer((request, response) => {
  void answer(request).then((body) => response.end(JSON.stringify(body)))
})
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('the operating system gave no port')
  process.stdout.write(`${JSON.stringify({ port: address.port, token } satisfies KeeperAddress)}\n`)
})

async function answer(request: IncomingMessage): Promise<KeeperAnswer> {
  try {
    if (request.url !== `/${token}`) throw new Error('wrong token')
    const asked = JSON.parse(await text(request)) as KeeperRequest
    if (asked.action === 'create') return { url: await servers.create(asked.server, asked.tables) }
    await servers.drop(asked.server, asked.url)
    return { url: asked.url }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

// Ctrl-C reaches this process too; the end of the test run follows.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => process.stdin.destroy())
process.stdin.resume().on('close', () => {
  http.close()
  http.closeAllConnections()
  void servers.stop().then(() => process.exit(0))
})
