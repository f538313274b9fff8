import type { Catalog } from '../catalog/catalog.ts'
import type { Library } from '../library/library.ts'
import type { JobHandlers } from './jobHandler.ts'
import { createPullJob, type PullJobParts } from './pullJob.ts'
import { createScanJob } from './scanJob.ts'
import { createSnapshotJob } from './snapshotJob.ts'
import { createSyncJob, type SyncJobParts } from './syncJob.ts'

export interface JobHandlerParts extends PullJobParts, Omit<SyncJobParts, 'catalog'> {
  catalog: PullJobParts['catalog'] & Pick<Catalog, keyof SyncJobParts['catalog']>
  library: PullJobParts['library'] & Pick<Library, 'scan'>
}

/** Every job type and what it does: the table of contents of this folder. */
export function createJobHandlers(parts: JobHandlerParts): JobHandlers {
  return {
    sync: createSyncJob(parts),
    pull: createPullJob(parts),
    scan: createScanJob(parts),
    snapshot: createSnapshotJob(parts),
  }
}
