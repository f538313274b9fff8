import { type Client, ConnectError, createClient, type Transport } from '@connectrpc/connect'

import { AdminService } from '../gen/weighthouse/v1/admin_pb.ts'
import { AppService } from '../gen/weighthouse/v1/app_pb.ts'
import { CatalogService } from '../gen/weighthouse/v1/catalog_pb.ts'
import { HubService } from '../gen/weighthouse/v1/hub_pb.ts'
import { JobService } from '../gen/weighthouse/v1/job_pb.ts'
import { LibraryService } from '../gen/weighthouse/v1/library_pb.ts'
import { ManifestService } from '../gen/weighthouse/v1/manifest_pb.ts'
import { fromConnectError } from './errors/fromConnectError.ts'

/** The services of the API, for callers in the same process. */
export interface LocalClients {
  catalog: Client<typeof CatalogService>
  hub: Client<typeof HubService>
  library: Client<typeof LibraryService>
  app: Client<typeof AppService>
  job: Client<typeof JobService>
  manifest: Client<typeof ManifestService>
  admin: Client<typeof AdminService>
}

/** Clients whose calls fail with the WeighthouseError that the service threw, as if no wire lay between. */
export function createLocalClients(transport: Transport): LocalClients {
  const local: Transport = {
    unary: async (...call) => {
      try {
        return await transport.unary(...call)
      } catch (error) {
        throw error instanceof ConnectError ? fromConnectError(error) : error
      }
    },
    stream: (...call) => transport.stream(...call),
  }
  return {
    catalog: createClient(CatalogService, local),
    hub: createClient(HubService, local),
    library: createClient(LibraryService, local),
    app: createClient(AppService, local),
    job: createClient(JobService, local),
    manifest: createClient(ManifestService, local),
    admin: createClient(AdminService, local),
  }
}
