import type { Bundles } from '../bundles/bundles.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Upkeep } from '../hub/upkeep/upkeep.ts'
import type { Order } from '../order/order.ts'
import { createBundleExportJob } from './bundleExportJob.ts'
import { createBundleImportJob } from './bundleImportJob.ts'
import { createGcJob } from './gcJob.ts'
import { createHashJob, type HashJobParts } from './hashJob.ts'
import { createIdentifyJob, type IdentifyJobParts } from './identifyJob.ts'
import { createImportJob, type ImportJobParts } from './importJob.ts'
import type { JobHandlers } from './jobHandler.ts'
import { createLinkDuplicatesJob } from './linkDuplicatesJob.ts'
import { createPullJob, type PullJobParts } from './pullJob.ts'
import { createScanJob, type ScanJobParts } from './scanJob.ts'
import { createSnapshotJob } from './snapshotJob.ts'
import { createSyncJob, type SyncJobParts } from './syncJob.ts'
import { createVerifyJob, type VerifyJobParts } from './verifyJob.ts'

export interface JobHandlerParts
  extends PullJobParts, IdentifyJobParts, Omit<SyncJobParts, 'catalog'>, Pick<VerifyJobParts, 'store'> {
  catalog: PullJobParts['catalog'] & Pick<Catalog, keyof SyncJobParts['catalog']>
  library: PullJobParts['library'] &
    VerifyJobParts['library'] &
    ScanJobParts['library'] &
    HashJobParts['library'] &
    ImportJobParts['library']
  upkeep: Pick<Upkeep, 'collectGarbage' | 'verify'>
  order: Pick<Order, 'expire' | 'linkDuplicates' | 'settle'>
  identifyAgain?: HashJobParts['identifyAgain']
  bundles: Pick<Bundles, 'exportModels' | 'importModels'>
}

/** Every job type and what it does: the table of contents of this folder. */
export function createJobHandlers(parts: JobHandlerParts): JobHandlers {
  return {
    sync: createSyncJob(parts),
    pull: createPullJob(parts),
    scan: createScanJob(parts),
    hash: createHashJob(parts),
    import: createImportJob(parts),
    identify: createIdentifyJob(parts),
    snapshot: createSnapshotJob(parts),
    link_duplicates: createLinkDuplicatesJob(parts),
    gc: createGcJob(parts),
    verify: createVerifyJob(parts),
    bundle_export: createBundleExportJob(parts),
    bundle_import: createBundleImportJob(parts),
  }
}
