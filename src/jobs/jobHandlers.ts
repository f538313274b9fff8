import type { Bundles } from '../bundles/bundles.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Upkeep } from '../hub/upkeep/upkeep.ts'
import { createBundleExportJob } from './bundleExportJob.ts'
import { createBundleImportJob } from './bundleImportJob.ts'
import { createGcJob } from './gcJob.ts'
import type { JobHandlers } from './jobHandler.ts'
import { createPullJob, type PullJobParts } from './pullJob.ts'
import { createScanJob, type ScanJobParts } from './scanJob.ts'
import { createSnapshotJob } from './snapshotJob.ts'
import { createSyncJob, type SyncJobParts } from './syncJob.ts'
import { createVerifyJob, type VerifyJobParts } from './verifyJob.ts'

export interface JobHandlerParts extends PullJobParts, Omit<SyncJobParts, 'catalog'>, Pick<VerifyJobParts, 'store'> {
  catalog: PullJobParts['catalog'] & Pick<Catalog, keyof SyncJobParts['catalog']>
  library: PullJobParts['library'] & VerifyJobParts['library'] & ScanJobParts['library']
  upkeep: Pick<Upkeep, 'collectGarbage' | 'verify'>
  bundles: Pick<Bundles, 'exportModels' | 'importModels'>
}

/** Every job type and what it does: the table of contents of this folder. */
export function createJobHandlers(parts: JobHandlerParts): JobHandlers {
  return {
    sync: createSyncJob(parts),
    pull: createPullJob(parts),
    scan: createScanJob(parts),
    snapshot: createSnapshotJob(parts),
    gc: createGcJob(parts),
    verify: createVerifyJob(parts),
    bundle_export: createBundleExportJob(parts),
    bundle_import: createBundleImportJob(parts),
  }
}
