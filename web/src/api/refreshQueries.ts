import { createConnectQueryKey } from '@connectrpc/connect-query'
import type { QueryClient } from '@tanstack/react-query'

import { AdminService } from '#gen/admin_pb.ts'
import { AppService } from '#gen/app_pb.ts'
import { CatalogService } from '#gen/catalog_pb.ts'
import { CollectionService } from '#gen/collection_pb.ts'
import { CurationService } from '#gen/curation_pb.ts'
import { LibraryService } from '#gen/library_pb.ts'
import { OrderService } from '#gen/order_pb.ts'
import { SavedSearchService } from '#gen/saved_search_pb.ts'
import { StoreService } from '#gen/store_pb.ts'

const services = {
  admin: AdminService,
  apps: AppService,
  catalog: CatalogService,
  library: LibraryService,
  order: OrderService,
  curation: CurationService,
  collections: CollectionService,
  savedSearches: SavedSearchService,
  store: StoreService,
}

/** Marks every answer of the named services as old, so that what is on screen is asked again. */
export async function refreshQueries(client: QueryClient, ...names: (keyof typeof services)[]): Promise<void> {
  await Promise.all(
    names.map((name) =>
      client.invalidateQueries({
        queryKey: createConnectQueryKey({ schema: services[name], cardinality: undefined }),
      }),
    ),
  )
}
