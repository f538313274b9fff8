import { useQuery } from '@connectrpc/connect-query'

import { StoreService } from '#gen/store_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { CollectGarbage } from './CollectGarbage.tsx'
import { StoreFigures } from './StoreFigures.tsx'
import { StoreModels } from './StoreModels.tsx'
import { VerifyButton } from './VerifyButton.tsx'

/** What the store holds and for whom, and what can be done for it. */
export function StorePage() {
  usePageTitle('Store')
  const { data, error, refetch } = useQuery(StoreService.method.getStoreStatistics, {}, { staleTime: 10_000 })
  return (
    <div className="mx-auto max-w-6xl py-6">
      <PageHeader
        title="Store"
        actions={
          <>
            <VerifyButton lost={data?.lostBlobs ?? 0n} />
            <CollectGarbage />
          </>
        }
      >
        {data?.address}
      </PageHeader>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Counting the store" className="skeleton h-72 rounded-xl!" />}
      {data && (
        <>
          <StoreFigures statistics={data} />
          <StoreModels statistics={data} />
        </>
      )}
    </div>
  )
}
