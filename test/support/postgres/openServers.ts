import pg from 'pg'

import { openDatabase } from '../../../src/database/openDatabase.ts'
import { embeddedPostgres, installedPostgres } from './findPostgres.ts'
import type { PostgresServerName } from './keeper.ts'
import { type RunningPostgres, startPostgres } from './startPostgres.ts'

export interface TestServers {
  /** A new database; its address. The server is started when it is first asked for. */
  create(server: PostgresServerName, tables: boolean): Promise<string>
  drop(server: PostgresServerName, url: string): Promise<void>
  /** Ends the servers that were started here, and leaves nothing in others. */
  stop(): Promise<void>
}

interface TestServer extends RunningPostgres {
  /** Name of the database that others are copied from. */
  template: string
  made: Set<string>
}

/** The PostgreSQL servers of one test run. */
export function openServers(): TestServers {
  const servers = new Map<PostgresServerName, Promise<TestServer>>()
  const serverOf = (name: PostgresServerName) => {
    const known = servers.get(name)
    if (known) return known
    const starting = start(name)
    servers.set(name, starting)
    return starting
  }
  const prefix = `weighthouse_test_${process.pid}_`
  let last: Promise<unknown> = Promise.resolve()
  let count = 0

  /** One after the other: a template must not be in use while it is copied. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }

  async function start(name: PostgresServerName): Promise<TestServer> {
    const running = await startServer(name)
    const template = `${prefix}template`
    await query(running.url, `CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`)
    const database = await openDatabase(withDatabase(running.url, template))
    await database.close()
    return { ...running, template, made: new Set([template]) }
  }

  return {
    create: (name, tables) =>
      inTurn(async () => {
        const server = await serverOf(name)
        const database = `${prefix}${++count}`
        // Copying files takes a sixth of the time of the default, which writes every page to the log.
        const template = tables ? server.template : 'template0'
        await query(server.url, `CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`)
        server.made.add(database)
        return withDatabase(server.url, database)
      }),
    drop: (name, url) =>
      inTurn(async () => {
        const server = await serverOf(name)
        const database = new URL(url).pathname.slice(1)
        if (!server.made.delete(database)) throw new Error(`${database} was not made here`)
        await query(server.url, `DROP DATABASE ${database} WITH (FORCE)`)
      }),
    stop: () =>
      inTurn(async () => {
        for (const starting of servers.values()) {
          const server = await starting.catch(() => undefined)
          await server?.stop()
        }
      }),
  }

  async function startServer(name: PostgresServerName): Promise<RunningPostgres> {
    if (name !== 'named') return startPostgres(programsOf(name))
    const url = process.env['POSTGRES_TEST_URL']
    if (!url) throw new Error('POSTGRES_TEST_URL names no server.')
    return {
      url,
      async stop() {
        const server = await servers.get(name)
        for (const database of server?.made ?? []) await query(url, `DROP DATABASE ${database} WITH (FORCE)`)
      },
    }
  }
}

function programsOf(name: number | 'embedded'): string {
  if (name === 'embedded') return embeddedPostgres()
  const found = installedPostgres().find(({ version }) => version === name)
  if (!found) throw new Error(`PostgreSQL ${name} is not installed.`)
  return found.folder
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
