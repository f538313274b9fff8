import { createHash } from 'node:crypto'

import { sql, type RawBuilder } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { everyTestEngine, type TestPlace } from '../../test/support/engines.ts'
import type { Database } from './database.ts'
import { migrateDatabase, migrations } from './migrateDatabase.ts'
import { connectToPostgres } from './postgres/connectToPostgres.ts'
import { connectToSqlite } from './sqlite/connectToSqlite.ts'

const first = { '0001-createTables': migrations['0001-createTables']! }

/** What the first release wrote, with values at their limits. */
const filling = [
  `INSERT INTO models (key, slug, source, source_id, name, author, pipeline_tag, library_name, license, downloads, likes,
     trending_score, created_at, last_modified, gated, parameters, storage_bytes, nsfw_level, sha, removed_at,
     record_hash, parts_hash, indexed_at)
   VALUES
     (1, 'A--x', 'huggingface', 'A/x', 'x', 'A', 'text-generation', 'transformers', 'mit', 9007199254740991, 3,
      0.25, 1646263744000, 1700000000000, 1, 8030261248, 16060522496, 1, 'abc', NULL, '0123456789abcdef', 'fedc', 5),
     (2, 'a--x', 'huggingface', 'a/x', 'x', 'a', NULL, NULL, NULL, 0, 0,
      NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, 1700000000001, '0123456789abcdee', 'fedd', 6),
     (7, 'civitai-42', 'civitai', '42', 'Tusche 墨', 'painter', NULL, NULL, NULL, 12, 1,
      NULL, 1, 2, 0, NULL, 3, 28, '420', NULL, '0123456789abcdef', 'fedc', 7)`,
  `INSERT INTO model_records (model_key, record) VALUES (1, '{"id":"A/x","card":"日本 🧪"}'), (7, '{"id":42}')`,
  `INSERT INTO tags (key, tag, kind) VALUES (1, 'gguf', 'format'), (2, 'en', 'language')`,
  `INSERT INTO model_tags (model_key, tag_key) VALUES (1, 1), (1, 2), (7, 2)`,
  `INSERT INTO base_model_relations (derivative_key, base_id, source, relation, declared)
   VALUES (2, 'A/x', 'huggingface', 'finetune', 1)`,
  `INSERT INTO dataset_relations (model_key, dataset) VALUES (1, 'wiki')`,
  `INSERT INTO model_siblings (model_key, path, size, sha256) VALUES (1, 'model.gguf', 5, 'aa'), (1, 'README.md', NULL, NULL)`,
  `INSERT INTO sync_runs (id, source, kind, state, cursor, pages, started_at)
   VALUES (3, 'huggingface', 'full', 'running', 'next', 2, 9)`,
  `INSERT INTO sync_seen (run_id, model_key) VALUES (3, 1)`,
  `INSERT INTO model_repo (id, slug, source, repo_id, vendor, name, status, created_at, updated_at)
   VALUES ('r', 'A--x', 'huggingface', 'A/x', 'A', 'x', 'synced', 1, 2)`,
  `INSERT INTO model_artifact (id, model_repo_id, commit_id, file_path, file_type, size_bytes, download_status)
   VALUES ('f', 'r', 'c', 'model.gguf', 'model', 5, 'completed')`,
  `INSERT INTO job (id, type, state, payload, sequence, created_at, updated_at)
   VALUES ('j', 'sync', 'running', '{}', 4, 1, 2)`,
  `INSERT INTO job_log (job_id, time, level, message) VALUES ('j', 1, 'info', 'began')`,
  `INSERT INTO app_installation (id, app, version, path, models_path, added_at)
   VALUES ('comfyui', 'comfyui', '1', '/c', '/c/models', 1)`,
  `INSERT INTO app_link (target_path, installation_id, slug, source_path, kind, state, inode, created_at)
   VALUES ('/c/models/a', 'comfyui', 'A--x', '/l/a', 'symlink', 'placed', '77', 1)`,
  `INSERT INTO setting (name, value) VALUES ('sample', 'off')`,
]

/** Tables that no step after the first has changed. */
const untouched = [
  'sync_runs',
  'sync_seen',
  'model_repo',
  'model_artifact',
  'job',
  'job_log',
  'app_installation',
  'app_link',
  'setting',
]

for (const engine of everyTestEngine) {
  describe(`the migration of ${engine.label}`, () => {
    let place: TestPlace
    let database: Database
    beforeEach(async () => {
      place = await engine.makePlace({ tables: false })
      database = await connect()
    })
    afterEach(async () => {
      await database.close()
      await place.remove()
    })
    const connect = () =>
      engine.engine === 'sqlite' ? connectToSqlite(place.location) : connectToPostgres(place.location)
    async function all(query: RawBuilder<unknown>): Promise<Record<string, unknown>[]> {
      const { rows } = await query.execute(database.kysely)
      return rows.map((row) => ({ ...(row as Record<string, unknown>) }))
    }
    const readUntouched = async () =>
      Object.fromEntries(
        await Promise.all(
          untouched.map(async (table) => [table, await all(sql`select * from ${sql.table(table)}`)] as const),
        ),
      )
    async function fill(): Promise<void> {
      await migrateDatabase(database, first)
      for (const statement of filling) await sql.raw(statement).execute(database.kysely)
      if (engine.engine === 'sqlite')
        await sql`insert into models_fts (rowid, name) values (1, 'x')`.execute(database.kysely)
    }

    it('keeps what the first release wrote', async () => {
      await fill()
      const before = await readUntouched()
      for (const rows of Object.values(before)) expect(rows).not.toEqual([])
      await migrateDatabase(database)
      const added = {
        app_installation: { url: null, variant: 'default' },
        app_link: { detail: null },
      }
      for (const [table, more] of Object.entries(added)) {
        before[table] = before[table]?.map((row) => ({ ...row, ...more })) ?? []
      }
      expect(await readUntouched()).toEqual(before)

      const empty = new Uint8Array()
      const unknown = { rising_score: null, weight_bytes: null, more_words: null }
      const derivedAgain = { attributes: empty, record_hash: empty, parts_hash: empty }
      expect(await database.kysely.selectFrom('models').selectAll().orderBy('key').execute()).toEqual([
        {
          key: 1,
          source: 'huggingface',
          source_id: 'A/x',
          name: 'x',
          author: 'A',
          pipeline_tag: 'text-generation',
          library_name: 'transformers',
          license: 'mit',
          downloads: Number.MAX_SAFE_INTEGER,
          likes: 3,
          trending_score: 0.25,
          created_at: 1646263744000,
          last_modified: 1700000000000,
          gated: 1,
          parameters: 8030261248,
          storage_bytes: 16060522496,
          nsfw_level: 1,
          sha: 'abc',
          removed_at: null,
          indexed_at: 5,
          ...unknown,
          ...derivedAgain,
        },
        expect.objectContaining({ key: 2, source_id: 'a/x', removed_at: 1700000000001, ...derivedAgain }),
        expect.objectContaining({ key: 7, source: 'civitai', name: 'Tusche 墨', nsfw_level: 28, ...derivedAgain }),
      ])
      const records = await database.kysely.selectFrom('model_records').selectAll().orderBy('model_key').execute()
      expect(records.map(({ model_key: key, record }) => [key, JSON.parse(Buffer.from(record).toString())])).toEqual([
        [1, { id: 'A/x', card: '日本 🧪' }],
        [7, { id: 42 }],
      ])
    })

    it('drops what lives in memory now', async () => {
      await fill()
      await migrateDatabase(database)
      const { rows } = await (
        engine.engine === 'sqlite'
          ? sql<{ name: string }>`select name from sqlite_schema where type in ('table', 'view')`
          : sql<{
              name: string
            }>`select table_name as name from information_schema.tables where table_schema = 'public'`
      ).execute(database.kysely)
      const tables = rows.map(({ name }) => name)
      expect(tables).toContain('search_blocks')
      expect(tables.filter((name) => /fts|tags|relations|siblings|author_stats|^old_|_new$/.test(name))).toEqual([])
    })

    it('lets no key of a model come back, and lets models be written', async () => {
      await fill()
      await migrateDatabase(database)
      if (engine.engine === 'postgres')
        await sql`select setval(pg_get_serial_sequence('models', 'key'), 7)`.execute(database.kysely)
      await database.kysely.deleteFrom('models').where('key', '=', 7).execute()
      expect(await database.kysely.selectFrom('model_records').select('model_key').execute()).toEqual([
        { model_key: 1 },
      ])
      const empty = new Uint8Array()
      const { key } = await database.kysely
        .insertInto('models')
        .values({
          source: 'civitai',
          source_id: '43',
          name: 'new',
          downloads: 0,
          likes: 0,
          gated: 0,
          nsfw_level: 0,
          attributes: empty,
          record_hash: empty,
          parts_hash: empty,
          indexed_at: 1,
        })
        .returning('key')
        .executeTakeFirstOrThrow()
      expect(key).toBe(8)
    })

    it('is done by one of two that start at once, and waited for by the other', async () => {
      await fill()
      const other = await connect()
      try {
        await Promise.all([migrateDatabase(database), migrateDatabase(other)])
      } finally {
        await other.close()
      }
      expect(await all(sql`select name from kysely_migration order by name`)).toEqual(
        Object.keys(migrations).map((name) => ({ name })),
      )
    })

    it('leaves everything as it was when a step fails', async () => {
      await fill()
      const before = await readUntouched()
      const steps = {
        ...migrations,
        '9999-fails': async () => {
          throw new Error('no')
        },
      }
      await expect(migrateDatabase(database, steps)).rejects.toThrow('no')
      expect(await readUntouched()).toEqual(before)
      expect(await all(sql`select slug from models order by key`)).toEqual([
        { slug: 'A--x' },
        { slug: 'a--x' },
        { slug: 'civitai-42' },
      ])
    })

    it('is refused when a newer program has been here', async () => {
      await migrateDatabase(database, {
        ...migrations,
        '9999-fromTheFuture': async () => {},
      })
      await expect(migrateDatabase(database)).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        details: { unknown: ['9999-fromTheFuture'] },
      })
    })
  })
}

it('makes the tables of the first release in SQLite exactly as they were released', async () => {
  const database = await connectToSqlite(':memory:')
  await migrateDatabase(database, first)
  const made = database.statements
    .all<{ sql: string }>(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'kysely%' AND name NOT LIKE 'models_fts_%' ORDER BY rowid",
    )
    .map(({ sql }) => sql.replace(/\s+/g, ' '))
  expect(made).toHaveLength(37)
  expect(createHash('sha256').update(made.join('\n')).digest('hex')).toBe(
    '7d67959c1583b0d2491065d4add45264a56e126be68ddd7417ec3847c7d4fd3b',
  )
  await database.close()
})
