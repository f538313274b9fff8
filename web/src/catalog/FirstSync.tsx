import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { CloudDownload, FlaskConical } from 'lucide-react'

import { AdminService, type Status } from '#gen/admin_pb.ts'
import { CatalogService } from '#gen/catalog_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Logo } from '../components/Logo.tsx'
import { describeNetwork } from '../components/shell/describeNetwork.ts'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useNewestJob } from '../jobs/useJobs.ts'
import { Choice } from './Choice.tsx'
import { FirstSyncProgress } from './FirstSyncProgress.tsx'

const first = 10_000

/** What an empty catalog offers: to read the sources, or to look around in the sample. */
export function FirstSync({ status }: { status: Status }) {
  const queryClient = useQueryClient()
  const feed = useJobFeed()
  const job = useNewestJob((candidate) => candidate.type === 'sync')
  const network = describeNetwork(status)
  const sync = useMutation(CatalogService.method.syncCatalog, { onSuccess: ({ job }) => job && feed.put(job) })
  const sample = useMutation(AdminService.method.setSample, {
    onSuccess: () => refreshQueries(queryClient, 'admin', 'catalog', 'library'),
  })
  const isSyncing = job !== undefined && isActive(job)
  const isBusy = sync.isPending || sample.isPending || isSyncing
  const error = sync.error ?? sample.error
  return (
    <div className="mx-auto max-w-3xl py-14 max-sm:py-8">
      <div className="mb-4 [&_svg]:size-9">
        <Logo />
      </div>
      <h1 className="text-2xl font-semibold tracking-tight">
        {isSyncing ? 'The catalog is being filled' : 'The catalog is empty'}
      </h1>
      <p className="mt-1.5 max-w-xl text-muted">
        Weighthouse keeps its own list of the models that{' '}
        {status.sources.length > 1 ? 'the sources publish' : 'its source publishes'}, so that searching is fast, exact,
        and works without a network. Only names and numbers are read; no model is downloaded before you pull it.
      </p>
      {job && (isActive(job) || job.state === 'failed') && <FirstSyncProgress job={job} />}
      <div className="mt-6 grid gap-3 sm:grid-cols-2">
        <Choice
          icon={<CloudDownload />}
          title="First sync"
          action="Start the first sync"
          primary={network === undefined}
          busy={isBusy}
          onChoose={() => sync.mutate({ first, thenRest: true })}
        >
          {first.toLocaleString('en-US')} most downloaded per source first, the rest in the background. Searching works
          while it runs.
        </Choice>
        <Choice
          icon={<FlaskConical />}
          title="Sample"
          action="Open the sample catalog"
          primary={network !== undefined}
          busy={isBusy}
          onChoose={() => sample.mutate({ enabled: true })}
        >
          A few hundred made-up models with small files in the real formats. Everything works on them, also without a
          network.
        </Choice>
      </div>
      {error && (
        <div className="mt-4">
          <ErrorNotice error={error} />
        </div>
      )}
      <p className="mt-6 text-13 text-faint">
        Everything is kept in <span className="font-mono text-xs break-all">{status.home}</span>
      </p>
    </div>
  )
}
