import type { ConnectRouter } from '@connectrpc/connect'

import { AdminService } from '../../gen/weighthouse/v1/admin_pb.ts'
import { AppService } from '../../gen/weighthouse/v1/app_pb.ts'
import { BundleService } from '../../gen/weighthouse/v1/bundle_pb.ts'
import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { CollectionService } from '../../gen/weighthouse/v1/collection_pb.ts'
import { CurationService } from '../../gen/weighthouse/v1/curation_pb.ts'
import { HubService } from '../../gen/weighthouse/v1/hub_pb.ts'
import { JobService } from '../../gen/weighthouse/v1/job_pb.ts'
import { LibraryService } from '../../gen/weighthouse/v1/library_pb.ts'
import { ManifestService } from '../../gen/weighthouse/v1/manifest_pb.ts'
import { OrderService } from '../../gen/weighthouse/v1/order_pb.ts'
import { SavedSearchService } from '../../gen/weighthouse/v1/saved_search_pb.ts'
import { StoreService } from '../../gen/weighthouse/v1/store_pb.ts'
import { WorkerService } from '../../gen/weighthouse/v1/worker_pb.ts'
import { createAdminService } from './adminService.ts'
import { createAppService } from './appService.ts'
import { createBundleService } from './bundleService.ts'
import { createCatalogService } from './catalogService.ts'
import { createCollectionService } from './collectionService.ts'
import { createCurationService } from './curationService.ts'
import { createHubService } from './hubService.ts'
import { createJobService } from './jobService.ts'
import { createLibraryService } from './libraryService.ts'
import { createManifestService } from './manifestService.ts'
import { createOrderService } from './orderService.ts'
import { createSavedSearchService } from './savedSearchService.ts'
import type { ServiceParts } from './serviceParts.ts'
import { createStoreService } from './storeService.ts'
import { createWorkerService } from './workerService.ts'

/** Makes every service once, and returns what registers them with a router. */
export function registerServices(parts: ServiceParts): (router: ConnectRouter) => void {
  const catalog = createCatalogService(parts)
  const collection = createCollectionService(parts)
  const savedSearch = createSavedSearchService(parts)
  const hub = createHubService(parts)
  const library = createLibraryService(parts)
  const curation = createCurationService(parts)
  const order = createOrderService(parts)
  const store = createStoreService(parts)
  const bundle = createBundleService(parts)
  const app = createAppService(parts)
  const job = createJobService(parts)
  const manifest = createManifestService(parts)
  const admin = createAdminService(parts)
  const worker = createWorkerService(parts)
  return (router) => {
    router
      .service(CatalogService, catalog)
      .service(CollectionService, collection)
      .service(SavedSearchService, savedSearch)
      .service(HubService, hub)
      .service(LibraryService, library)
      .service(CurationService, curation)
      .service(OrderService, order)
      .service(StoreService, store)
      .service(BundleService, bundle)
      .service(AppService, app)
      .service(JobService, job)
      .service(ManifestService, manifest)
      .service(AdminService, admin)
      .service(WorkerService, worker)
  }
}
