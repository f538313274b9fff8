import { openTestCatalog, type TestCatalog } from '../../../../test/contracts/catalogFixtures.ts'
import type { ListedModel, ListedSource } from '../../../../test/contracts/catalogListedSource.ts'
import type { OpenTestDatabase } from '../../../../test/support/engines.ts'
import { WeighthouseError } from '../../../foundation/errors.ts'
import type { SyncCounts } from '../syncRun.ts'
import { syncSource, type SyncOptions } from '../syncSource.ts'

export interface SyncTest extends TestCatalog {
  /** Runs a sync one second after the last. */
  sync(
    source: ListedSource,
    options?: Partial<Pick<SyncOptions<unknown>, 'mode' | 'signal' | 'onProgress' | 'threadAfter'>>,
  ): Promise<SyncCounts>
  /** Ids of all listed models, in their order. */
  listed(): Promise<string[]>
  totals(): Promise<{ total: number; removed: number }>
  /** What unfinished runs have seen. */
  seen(): Promise<unknown[]>
}

export async function openSyncTest(open: OpenTestDatabase): Promise<SyncTest> {
  const test = await openTestCatalog(open)
  return {
    ...test,
    sync(source, options = {}) {
      test.time.now += 1_000
      return syncSource({ ...options, catalog: test.catalog, source, clock: () => test.time.now })
    },
    async listed() {
      const entries = await Array.fromAsync(test.catalog.iterateEntries())
      return entries.map(({ entry }) => entry.id).toSorted()
    },
    async totals() {
      const { total, removed } = await test.catalog.getStatistics()
      return { total, removed }
    },
    seen: () => test.database.kysely.selectFrom('sync_seen').selectAll().execute(),
  }
}

/** What a source fails with. */
export const offline = new WeighthouseError('SOURCE_UNREACHABLE', 'nobody answers')

export const five = (): ListedModel[] =>
  ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({ id: `o/${name}`, downloads: index * 10 }))

export const none: SyncCounts = { added: 0, changed: 0, removed: 0, unchanged: 0, rejected: 0 }
