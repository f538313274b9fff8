import type { DescService } from '@bufbuild/protobuf'

import { AdminService } from '../gen/weighthouse/v1/admin_pb.ts'
import { AppService } from '../gen/weighthouse/v1/app_pb.ts'
import { BundleService } from '../gen/weighthouse/v1/bundle_pb.ts'
import { CatalogService } from '../gen/weighthouse/v1/catalog_pb.ts'
import { CollectionService } from '../gen/weighthouse/v1/collection_pb.ts'
import { CurationService } from '../gen/weighthouse/v1/curation_pb.ts'
import { HubService } from '../gen/weighthouse/v1/hub_pb.ts'
import { JobService } from '../gen/weighthouse/v1/job_pb.ts'
import { LibraryService } from '../gen/weighthouse/v1/library_pb.ts'
import { ManifestService } from '../gen/weighthouse/v1/manifest_pb.ts'
import { OrderService } from '../gen/weighthouse/v1/order_pb.ts'
import { SavedSearchService } from '../gen/weighthouse/v1/saved_search_pb.ts'
import { StoreService } from '../gen/weighthouse/v1/store_pb.ts'
import { WorkerService } from '../gen/weighthouse/v1/worker_pb.ts'

/** Every service of the API, in the order in which the documentation lists them. */
export const apiServices: readonly DescService[] = [
  CatalogService,
  CollectionService,
  SavedSearchService,
  HubService,
  LibraryService,
  CurationService,
  OrderService,
  StoreService,
  BundleService,
  AppService,
  JobService,
  ManifestService,
  AdminService,
  WorkerService,
]
