import type { SearchIndex } from '../catalog/index/indexView.ts'
import type { Trends } from '../catalog/trends/trends.ts'
import type { JobHandler } from './jobHandler.ts'

export interface SnapshotJobParts {
  trends: Pick<Trends, 'takeSnapshot'>
  index: Pick<SearchIndex, 'checkpoint'>
}

/** Writes down the numbers of today, and renews the rising scores. May be run again at any time. */
export function createSnapshotJob({ trends, index }: SnapshotJobParts): JobHandler {
  return async ({ log }) => {
    const report = await trends.takeSnapshot()
    await log(
      'info',
      `${report.models} models; ${report.snapshots} ${report.snapshots === 1 ? 'day' : 'days'} with a snapshot`,
    )
    await index.checkpoint()
    return { ...report }
  }
}
