import { CompiledQuery, type Kysely, type KyselyPlugin, type QueryId, type RootOperationNode, sql } from 'kysely'

import type { Database, SqlValue } from '../../src/database/database.ts'
import type { Tables } from '../../src/database/schema.ts'

export interface WatchedQuery {
  sql: string
  parameters: readonly unknown[]
}

/** A database that remembers one example of every query that is sent through it. */
export function watchQueries(database: Database): { watched: Database; queries: ReadonlyMap<string, WatchedQuery> } {
  const queries = new Map<string, WatchedQuery>()
  const remember = (text: string, parameters: readonly unknown[]) => {
    // Lists of any length are one query.
    const name = text.replaceAll(/\((?:\(?(?:\?|\$\d+)\)?(?:, )?)+\)/g, '(…)')
    if (!queries.has(name)) queries.set(name, { sql: text, parameters })
  }
  const watch = <K extends Kysely<Tables>>(kysely: K): K => {
    const plugin: KyselyPlugin = {
      transformQuery({ node, queryId }: { node: RootOperationNode; queryId: QueryId }) {
        const compiled = kysely.getExecutor().compileQuery(node, queryId)
        remember(compiled.sql, compiled.parameters)
        return node
      },
      transformResult: async ({ result }) => result,
    }
    return kysely.withPlugin(plugin) as K
  }
  const common: Pick<Database, 'kysely' | 'location' | 'write' | 'readTogether' | 'close'> = {
    kysely: watch(database.kysely),
    // Nobody may go round the watch by opening it once more.
    location: undefined,
    write: (work, options) => database.write((transaction) => work(watch(transaction)), options),
    readTogether: (work) => database.readTogether((transaction) => work(watch(transaction))),
    close: () => database.close(),
  }
  if (database.engine === 'postgres') return { watched: { ...common, engine: 'postgres' }, queries }
  const { statements } = database
  const see = (text: string, parameters: readonly SqlValue[]) => remember(text, parameters)
  const watched: Database = {
    ...common,
    engine: 'sqlite',
    writeSync: (work) => database.writeSync(work),
    statements: {
      all(text, ...parameters) {
        see(text, parameters)
        return statements.all(text, ...parameters)
      },
      get(text, ...parameters) {
        see(text, parameters)
        return statements.get(text, ...parameters)
      },
      run(text, ...parameters) {
        see(text, parameters)
        return statements.run(text, ...parameters)
      },
    },
  }
  return { watched, queries }
}

/** The tables that a query reads from end to end because there is no other way. */
export async function findScans(database: Database, query: WatchedQuery): Promise<string[]> {
  if (!/^\s*(?:select|insert|update|delete|with)\b/i.test(query.sql)) return []
  return database.engine === 'sqlite' ? findSqliteScans(database, query) : findPostgresScans(database, query)
}

async function findSqliteScans({ kysely }: Database, query: WatchedQuery): Promise<string[]> {
  const plan = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${query.sql}`, [...query.parameters])
  const { rows } = await kysely.executeQuery<{ detail: string }>(plan)
  const named = new Map(
    [...query.sql.matchAll(/\b(\w+)"? as "?(\w+)/gi)].map(([, table = '', name = '']) => [name, table]),
  )
  return rows.flatMap(({ detail }) => {
    const name = /^SCAN (\w+)/.exec(detail)?.[1]
    return name === undefined ? [] : [named.get(name) ?? name]
  })
}

async function findPostgresScans(database: Database, query: WatchedQuery): Promise<string[]> {
  return database.readTogether(async (transaction) => {
    // Small tables are scanned because they are small: here, only where there is no other way.
    await sql`SET LOCAL enable_seqscan = off`.execute(transaction)
    const plan = CompiledQuery.raw(`EXPLAIN ${query.sql}`, [...query.parameters])
    const { rows } = await transaction.executeQuery<{ 'QUERY PLAN': string }>(plan)
    return rows.flatMap((row) => /Seq Scan on (\w+)/.exec(row['QUERY PLAN'])?.[1] ?? [])
  })
}
