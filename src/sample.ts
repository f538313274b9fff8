import type { Catalog } from './catalog/catalog.ts'
import type { Database } from './database/database.ts'
import type { Config } from './foundation/config/configOptions.ts'
import { WeighthouseError } from './foundation/errors.ts'

/** The addresses that the source clients ask. */
interface SourceEndpoints {
  huggingface: string
  civitai: string
}

/**
 * The sample catalog: a few hundred invented models that this machine serves to itself, for a first look without a
 * network. While it is enabled, the sources' endpoints are the sample's; which of the two is in use is kept in the
 * database, so every process of this home agrees.
 */
export interface Sample {
  enabled(): boolean
  endpoints(): SourceEndpoints
  /**
   * Enables or ends the sample. Ending it empties the catalog of the sample's models; what was pulled stays.
   * @throws WeighthouseError CONFLICT when the catalog already holds real models
   */
  set(enabled: boolean): Promise<void>
  close(): Promise<void>
}

interface RunningSample {
  endpoints: SourceEndpoints
  close(): Promise<void>
}

export async function createSample(parts: {
  database: Database
  catalog: Pick<Catalog, 'countEntries' | 'forgetAll'>
  config: Pick<Config, 'hfEndpoint' | 'civitaiEndpoint'>
}): Promise<Sample> {
  const { database, catalog, config } = parts
  const real: SourceEndpoints = { huggingface: config.hfEndpoint, civitai: config.civitaiEndpoint }
  let running = (await isEnabled(database)) ? await startSample() : undefined

  return {
    enabled: () => running !== undefined,
    endpoints: () => running?.endpoints ?? real,
    async set(enabled) {
      if (enabled === (running !== undefined)) return
      if (enabled) {
        const total = await catalog.countEntries()
        if (total > 0) {
          throw new WeighthouseError(
            'CONFLICT',
            `The catalog holds ${total} models already; the sample would mix with them.`,
            {
              hint: 'Look at the sample in a home of its own: npm run demo.',
            },
          )
        }
        running = await startSample()
      }
      await remember(database, enabled)
      if (!enabled) {
        await running?.close()
        running = undefined
        await catalog.forgetAll('huggingface')
        await catalog.forgetAll('civitai')
      }
    },
    async close() {
      await running?.close()
    },
  }
}

async function startSample(): Promise<RunningSample> {
  const { startMockServers } = await import('../mock/startMockServers.ts')
  const servers = await startMockServers({})
  return {
    endpoints: { huggingface: servers.hfUrl, civitai: servers.civitaiUrl },
    close: () => servers.close(),
  }
}

async function isEnabled(database: Database): Promise<boolean> {
  const row = await database.kysely
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'sample')
    .executeTakeFirst()
  return row?.value === 'on'
}

async function remember(database: Database, enabled: boolean): Promise<void> {
  const value = enabled ? 'on' : 'off'
  await database.kysely
    .insertInto('setting')
    .values({ name: 'sample', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
