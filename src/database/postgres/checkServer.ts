import { type Kysely, sql } from 'kysely'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { Tables } from '../schema.ts'
import type { PostgresServer } from './describeServer.ts'

const oldest = 15

/**
 * Asks the server whether the house can live in it.
 * @throws WeighthouseError UNSUPPORTED when it is too old or keeps its text in another encoding than UTF-8
 */
export async function checkServer(kysely: Kysely<Tables>, { host, database }: PostgresServer): Promise<void> {
  const { rows } = await sql<{ version: string; encoding: string }>`
    select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding
  `.execute(kysely)
  const [found] = rows
  const version = Math.floor(Number(found?.version) / 10_000)
  if (version < oldest) {
    throw new WeighthouseError('UNSUPPORTED', `The server ${host} is PostgreSQL ${version}.`, {
      hint: `Weighthouse needs PostgreSQL ${oldest} or newer.`,
      details: { host, version },
    })
  }
  if (found?.encoding !== 'UTF8') {
    throw new WeighthouseError('UNSUPPORTED', `The database ${database} keeps its text as ${found?.encoding}.`, {
      hint: `Make one in UTF-8: create database weighthouse encoding 'UTF8' template template0;`,
      details: { host, database },
    })
  }
}
