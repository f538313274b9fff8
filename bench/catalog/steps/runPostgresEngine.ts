import { embeddedPostgres } from '../../../test/support/postgres/findPostgres.ts'
import { startPostgres } from '../../../test/support/postgres/startPostgres.ts'
import { markRemoved } from '../measure/markRemoved.ts'
import { measureLoad } from '../measure/measureLoad.ts'
import { measureSearch } from '../measure/measureSearch.ts'
import { withHouse } from '../measure/openHouse.ts'
import { percentile } from '../measure/times.ts'
import { postgresSettings } from '../peers/openPostgresPeer.ts'
import type { Bench } from '../runStep.ts'
import { recordsFile } from './recordsFile.ts'

/** A second home, with PostgreSQL as its engine. */
export async function runPostgresEngine(bench: Bench): Promise<void> {
  const { options, space, queries, warmUp, plan } = bench
  const file = await recordsFile(bench)
  const { path: home, remove } = await space.makeFolder('postgres-home')
  const server = await startPostgres(embeddedPostgres(), postgresSettings)
  const stop = space.onClose(() => server.stop())
  bench.say('Loading a home with PostgreSQL as its engine')
  const seconds = await measureLoad({ home, databaseUrl: server.url, file })
  bench.record('pg_load_models_per_s', options.models / seconds, `${seconds.toFixed(1)} s`)
  await withHouse({ home, databaseUrl: server.url }, (house) => markRemoved(house, plan))
  bench.say('Searching with PostgreSQL as the engine')
  const { times, pages } = await withHouse({ home, databaseUrl: server.url }, ({ catalog }) =>
    measureSearch(catalog, queries, warmUp),
  )
  bench.record('pg_search_p95_ms', percentile(times, 0.95), `median ${percentile(times, 0.5).toFixed(1)} ms`)
  const { ours } = bench
  if (ours) {
    const equal = pages.filter(({ total }, index) => total === ours.pages[index]?.total).length
    bench.notes.push(`Equal totals with SQLite and with PostgreSQL as the engine: ${equal} of ${pages.length}.`)
  }
  await stop()
  await remove()
}
