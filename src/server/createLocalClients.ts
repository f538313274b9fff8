import { type Client, ConnectError, createClient, type Transport } from '@connectrpc/connect'

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
import { fromConnectError } from './errors/fromConnectError.ts'

/** The services of the API, for callers in the same process. */
export interface LocalClients {
  catalog: Client<typeof CatalogService>
  collection: Client<typeof CollectionService>
  savedSearch: Client<typeof SavedSearchService>
  hub: Client<typeof HubService>
  library: Client<typeof LibraryService>
  curation: Client<typeof CurationService>
  order: Client<typeof OrderService>
  store: Client<typeof StoreService>
  bundle: Client<typeof BundleService>
  app: Client<typeof AppService>
  job: Client<typeof JobService>
  manifest: Client<typeof ManifestService>
  admin: Client<typeof AdminService>
}

/** Clients whose calls fail with the WeighthouseError that the service threw, as if no wire lay between. */
export function createLocalClients(transport: Transport): LocalClients {
  const inProcess: Transport = {
    unary: async (...call) => {
      try {
        return await transport.unary(...call)
      } catch (error) {
        throw local(error)
      }
    },
    stream: async (...call) => {
      try {
        const response = await transport.stream(...call)
        return { ...response, message: localStream(response.message) }
      } catch (error) {
        throw local(error)
      }
    },
  }
  return {
    catalog: createClient(CatalogService, inProcess),
    collection: createClient(CollectionService, inProcess),
    savedSearch: createClient(SavedSearchService, inProcess),
    hub: createClient(HubService, inProcess),
    library: createClient(LibraryService, inProcess),
    curation: createClient(CurationService, inProcess),
    order: createClient(OrderService, inProcess),
    store: createClient(StoreService, inProcess),
    bundle: createClient(BundleService, inProcess),
    app: createClient(AppService, inProcess),
    job: createClient(JobService, inProcess),
    manifest: createClient(ManifestService, inProcess),
    admin: createClient(AdminService, inProcess),
  }
}

async function* localStream<T>(messages: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* messages
  } catch (error) {
    throw local(error)
  }
}

function local(error: unknown): unknown {
  return error instanceof ConnectError ? fromConnectError(error) : error
}
