import pg from 'pg'

import { embeddedPostgres } from '../../../test/support/postgres/findPostgres.ts'
import { startPostgres } from '../../../test/support/postgres/startPostgres.ts'
import { timed } from '../measure/times.ts'
import { type Peer, type PeerResultRow, readAnswer } from './peer.ts'
import { peerFile, peerFiles } from './writePeerFiles.ts'

/** For a machine with 24 GB of memory and two cores. */
export const postgresSettings = {
  shared_buffers: '2GB',
  work_mem: '64MB',
  maintenance_work_mem: '1GB',
  effective_cache_size: '12GB',
  max_parallel_workers_per_gather: '2',
  max_parallel_maintenance_workers: '2',
  max_wal_size: '4GB',
  random_page_cost: '1.1',
  jit: 'off',
}

/** What is copied into a table of the same transaction needs no log. */
const loadSettings = { wal_level: 'minimal', max_wal_senders: '0' }

const tables = `
  CREATE TABLE models (
    key int NOT NULL, source_id text NOT NULL, name text NOT NULL,
    source int, author int, task int, library int, license int, license_class int,
    downloads bigint NOT NULL, likes bigint NOT NULL, trending real, created bigint, updated bigint,
    parameters bigint, bytes bigint, gated boolean NOT NULL, removed boolean NOT NULL,
    language int[], format int[], tag int[], words tsvector
  );
  CREATE TABLE model_tags (model int NOT NULL, kind smallint NOT NULL, attribute int NOT NULL);
  CREATE TABLE relations (model int NOT NULL, parent text NOT NULL, relation text NOT NULL, declared boolean NOT NULL);
  CREATE TABLE attributes (key int NOT NULL, kind text NOT NULL, value text NOT NULL);
`
const indexes = `
  ALTER TABLE models ADD PRIMARY KEY (key);
  CREATE INDEX ON models USING gin (words) WITH (fastupdate = off);
  CREATE INDEX ON models (author);
  CREATE INDEX ON models (task);
  CREATE INDEX ON models (library);
  CREATE INDEX ON models (license);
  CREATE INDEX ON models (license_class);
  CREATE INDEX ON models (downloads);
  CREATE INDEX ON models (likes);
  CREATE INDEX ON models (trending);
  CREATE INDEX ON models (created);
  CREATE INDEX ON models (updated);
  CREATE INDEX ON models (parameters);
  CREATE INDEX ON models (bytes);
  CREATE INDEX ON model_tags (attribute, model);
  CREATE INDEX ON relations (model);
  CREATE INDEX ON relations (parent);
  ALTER TABLE attributes ADD PRIMARY KEY (key);
  CREATE INDEX ON attributes (kind, value);
`

/**
 * A PostgreSQL server of its own with the files' rows; ended and deleted by `close`.
 * @param onStart told how to end the server as soon as there is one; may be called besides `close`
 */
export async function openPostgresPeer(folder: string, onStart?: (stop: () => Promise<void>) => void): Promise<Peer> {
  const server = await startPostgres(embeddedPostgres(), { ...postgresSettings, ...loadSettings })
  onStart?.(() => server.stop())
  const client = new pg.Client(server.url)
  // When the server is ended under a query, that query fails with the same error.
  client.on('error', () => undefined)
  const close = async () => {
    await client.end()
    await server.stop()
  }
  // Every integer here is below 2 ** 53.
  client.setTypeParser(pg.types.builtins.INT8, Number)
  try {
    await client.connect()
    const startedAt = performance.now()
    await client.query('BEGIN')
    await client.query(tables)
    for (const name of peerFiles) await client.query(`COPY ${name} FROM '${peerFile(folder, name)}'`)
    await client.query('COMMIT')
    for (const statement of indexes.split(';')) if (statement.trim() !== '') await client.query(statement)
    await client.query('VACUUM (ANALYZE)')
    const loadSeconds = (performance.now() - startedAt) / 1000
    const { rows } = await client.query<{ version: string; bytes: number }>(
      `SELECT current_setting('server_version') AS version, pg_database_size(current_database())::bigint AS bytes`,
    )
    return {
      name: 'PostgreSQL',
      version: rows[0]?.version ?? '',
      loadSeconds,
      bytes: rows[0]?.bytes ?? 0,
      async search({ sql, parameters }, patienceMs) {
        await client.query(`SET statement_timeout = ${patienceMs}`)
        const { ms, result } = await timed(() => askInTime(client, sql, parameters))
        return result ? { ms, answer: readAnswer(result) } : { ms: patienceMs, answer: undefined }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Undefined when the server has ended the statement because of its time. */
async function askInTime(
  client: pg.Client,
  sql: string,
  parameters: readonly (string | number)[],
): Promise<PeerResultRow[] | undefined> {
  try {
    return (await client.query<PeerResultRow>(sql, [...parameters])).rows
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === queryCanceled) return undefined
    throw error
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const queryCanceled = '57014'
