import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import pg from 'pg'

import { lendPrograms, ordinaryUser, type PostgresUser } from './ordinaryUser.ts'

export interface RunningPostgres {
  /** Address of its database `postgres`, for a user who may do everything. */
  url: string
  /** Ends the server and deletes its data. */
  stop(): Promise<void>
}

/** What makes a server fast whose data nobody needs again. */
const throwawaySettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * Starts a PostgreSQL server with an empty cluster on a free port of this machine. Its databases sort text as people
 * do (ICU, en-US), as most servers out there: our tables must not care.
 *
 * @param programs the folder of `initdb` and `postgres`
 * @param settings of postgresql.conf, besides or instead of those that make it fast and unsafe
 */
export async function startPostgres(programs: string, settings: Record<string, string> = {}): Promise<RunningPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'weighthouse-postgres-'))
  let server: ChildProcess | undefined
  const stop = async () => {
    if (server) await end(server)
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const user = await ordinaryUser()
    if (user) await chown(directory, user.uid, user.gid)
    const bin = user ? await lendPrograms(programs, directory, user) : programs
    const password = randomBytes(16).toString('hex')
    await initialise(bin, directory, password, user)
    const port = await findFreePort()
    server = serve(bin, directory, port, { ...throwawaySettings, ...settings }, user)
    const url = `postgres://weighthouse:${password}@127.0.0.1:${port}/postgres`
    await waitUntilReady(server, url)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function initialise(bin: string, directory: string, password: string, user: PostgresUser | undefined) {
  const passwordFile = join(directory, 'password')
  await writeFile(passwordFile, password)
  if (user) await chown(passwordFile, user.uid, user.gid)
  const program = join(bin, 'initdb')
  const args = ['-D', join(directory, 'data'), '-U', 'weighthouse', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync')
  const child = spawn(program, args, { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: directory })
  const said = collect(child)
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`${program} could not make a cluster: ${said()}`)
}

function serve(
  bin: string,
  directory: string,
  port: number,
  settings: Record<string, string>,
  user: PostgresUser | undefined,
): ChildProcess {
  const all = { ...settings, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn(join(bin, 'postgres'), ['-D', join(directory, 'data'), ...args], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: directory,
  })
}

/** What a program says of its troubles, the last of it. */
function collect(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
  child.on('error', (error) => (said += error.message))
  return () => said
}

async function waitUntilReady(server: ChildProcess, url: string): Promise<void> {
  const said = collect(server)
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined)
      throw new Error(`The PostgreSQL server did not start: ${said()}`)
    const client = new pg.Client(url)
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      // It is not listening yet; when it cannot, its process ends.
      await delay(50)
    }
  }
}

/** SIGQUIT ends it at once: nobody needs the data. */
async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return
  const ended = once(server, 'exit')
  server.kill('SIGQUIT')
  await ended
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the operating system gave no port')
  return address.port
}
