import { useQuery } from '@connectrpc/connect-query'

import { AdminService } from '#gen/admin_pb.ts'

/** What the first screen needs: is there a network, is the catalog empty, is the sample in use. */
export function useStatus() {
  return useQuery(AdminService.method.getStatus, {}, { refetchInterval: 20_000, refetchOnWindowFocus: true })
}
