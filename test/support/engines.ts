import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, inject } from 'vitest'

import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { installedPostgres } from './postgres/findPostgres.ts'
import { askKeeper, type PostgresServerName } from './postgres/keeper.ts'

/** An empty place for one database. */
export interface TestPlace {
  /** What openDatabase takes; child processes may open it too. */
  location: string
  /** Takes it away. Close every database at it before. */
  remove(): Promise<void>
}

export interface TestEngine {
  engine: Database['engine']
  /** As it stands in the names of tests. */
  label: string
  /** A new place. Without tables, the first to open it makes them; with, on PostgreSQL, it opens faster. */
  makePlace(options?: { tables?: boolean }): Promise<TestPlace>
}

export interface TestDatabase extends TestPlace {
  database: Database
  /** Closes the database and takes its place away. */
  remove(): Promise<void>
}

/** Opens a new database with today's tables and nothing in them. */
export type OpenTestDatabase = () => Promise<TestDatabase>

const sqlite: TestEngine = {
  engine: 'sqlite',
  label: 'SQLite',
  async makePlace() {
    const directory = await mkdtemp(join(tmpdir(), 'weighthouse-engine-'))
    return {
      location: join(directory, 'weighthouse.db'),
      remove: () => rm(directory, { recursive: true, force: true }),
    }
  },
}

function postgres(server: PostgresServerName, label: string): TestEngine {
  return {
    engine: 'postgres',
    label,
    async makePlace({ tables = true } = {}) {
      const keeper = inject('postgresKeeper')
      const url = await askKeeper(keeper, { action: 'create', server, tables })
      return {
        location: url,
        remove: async () => void (await askKeeper(keeper, { action: 'drop', server, url })),
      }
    },
  }
}

/**
 * The engines that tests run on: SQLite and the newest PostgreSQL, or those that TEST_ENGINES names
 * (`TEST_ENGINES=sqlite`, for a quick look).
 */
export const testEngines: readonly TestEngine[] = chooseEngines(process.env['TEST_ENGINES'])

/** The same with every version of PostgreSQL that is within reach: those installed, and the one at POSTGRES_TEST_URL. */
export const everyTestEngine: readonly TestEngine[] = testEngines.flatMap((chosen) =>
  chosen.engine === 'sqlite'
    ? [chosen]
    : [
        chosen,
        ...installedPostgres().map(({ version }) => postgres(version, `PostgreSQL ${version}`)),
        ...(process.env['POSTGRES_TEST_URL'] ? [postgres('named', 'the PostgreSQL at POSTGRES_TEST_URL')] : []),
      ],
)

function chooseEngines(names = 'sqlite,postgres'): TestEngine[] {
  return names.split(',').map((name) => {
    if (name === 'sqlite') return sqlite
    if (name === 'postgres') return postgres('embedded', 'PostgreSQL')
    throw new Error(`TEST_ENGINES names ${JSON.stringify(name)}; it takes sqlite, postgres or both with a comma.`)
  })
}

/** Runs a suite on each engine, side by side. */
export function describeEngines(
  name: string,
  suite: (open: OpenTestDatabase, engine: TestEngine) => void,
  engines: readonly TestEngine[] = testEngines,
): void {
  for (const engine of engines) {
    describe(`${name} (${engine.label})`, () => {
      suite(() => openTestDatabase(engine), engine)
    })
  }
}

/** A new database of an engine. */
async function openTestDatabase(engine: TestEngine): Promise<TestDatabase> {
  const place = await engine.makePlace()
  const database = await openDatabase(place.location)
  return {
    location: place.location,
    database,
    async remove() {
      await database.close()
      await place.remove()
    },
  }
}
