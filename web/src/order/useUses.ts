import { callUnaryMethod, useTransport } from '@connectrpc/connect-query'
import { useQuery } from '@tanstack/react-query'

import { OrderService } from '#gen/order_pb.ts'

/** Who uses a model, asked for anew whenever `isWanted` becomes true; nothing is changed. */
export function useUses(slug: string, isWanted: boolean) {
  const transport = useTransport()
  return useQuery({
    queryKey: ['removal', slug],
    queryFn: ({ signal }) =>
      callUnaryMethod(transport, OrderService.method.removeModel, { id: slug, dryRun: true }, { signal }),
    enabled: isWanted,
    gcTime: 0,
    staleTime: 0,
  })
}
