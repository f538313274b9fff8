import { type Clock, systemClock } from '../../foundation/time.ts'
import { computeRising } from './computeRising.ts'
import { growthOf } from './growthOf.ts'
import { listNew, listRising, pickDays, type TrendParts } from './listTrending.ts'
import { listSnapshotDays } from './readSnapshots.ts'
import { renewRising } from './renewRising.ts'
import { fromDay, toDay } from './snapshotDay.ts'
import type { Trends } from './trends.ts'
import { writeSnapshot } from './writeSnapshot.ts'

/** Opens the trends of a catalog. */
export function createTrends(parts: TrendParts & { clock?: Clock | undefined }): Trends {
  const { database, index, clock = systemClock } = parts
  const { kysely } = database
  return {
    async takeSnapshot(time = clock()) {
      const today = toDay(time)
      const models = await writeSnapshot({ database, index }, today)
      const days = await listSnapshotDays(kysely)
      const [newest, older] = pickDays(days)
      if (newest === today && older !== undefined) {
        await renewRising(parts, await computeRising({ kysely, index }, { since: older, now: time }))
      }
      return { day: fromDay(today), models, snapshots: days.length }
    },
    listRising: (query) => listRising(parts, query),
    listNew: (query) => listNew(parts, query),
    growthOf: (query) => growthOf(parts, query),
  }
}
