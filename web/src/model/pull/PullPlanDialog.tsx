import { useMutation, useQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { ArrowDownToLine } from 'lucide-react'
import { useState } from 'react'

import type { Entry } from '#gen/entry_pb.ts'
import { HubService, type PullResponse } from '#gen/hub_pb.ts'

import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Button } from '../../components/ui/Button.tsx'
import { Dialog } from '../../components/ui/Dialog.tsx'
import { formatBytes } from '../../format/formatBytes.ts'
import { useJobFeed } from '../../jobs/JobFeedProvider.tsx'
import { GatedNote } from './GatedNote.tsx'
import { PlanFiles } from './PlanFiles.tsx'
import { PlanOptions } from './PlanOptions.tsx'
import { PlanTotals } from './PlanTotals.tsx'
import { noOptions, toPullRequest } from './pullOptions.ts'
import { useDebounced } from './useDebounced.ts'

interface PullPlanDialogProps {
  entry: Entry
  revision: string
  open: boolean
  onClose: () => void
  onStarted: (jobId: string) => void
}

/** What a pull would fetch, before anything is fetched. */
export function PullPlanDialog({ entry, revision, open, onClose, onStarted }: PullPlanDialogProps) {
  const feed = useJobFeed()
  const [options, setOptions] = useState({ ...noOptions, revision })
  const asked = useDebounced(options, 350)
  const { data, error, isFetching, refetch } = useQuery(
    HubService.method.pull,
    { ...toPullRequest(entry.slug, asked), dryRun: true },
    { enabled: open, staleTime: 0, gcTime: 0, placeholderData: keepPreviousData },
  )
  const pull = useMutation(HubService.method.pull, {
    onSuccess: ({ job }) => {
      if (!job) return
      feed.put(job)
      onStarted(job.id)
    },
  })
  const plan = error ? undefined : data
  const settled = !isFetching && asked === options
  const ready = plan !== undefined && settled && plan.files.length > 0 && fits(plan)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Pull ${entry.name}`}
      description="Nothing is downloaded before you agree."
      footer={
        <>
          {plan && <PlanTotals plan={plan} />}
          <Button onClick={onClose}>Not now</Button>
          <Button
            look="primary"
            disabled={!ready || pull.isPending}
            onClick={() => pull.mutate(toPullRequest(entry.slug, options))}
          >
            <ArrowDownToLine />
            {plan && settled
              ? plan.missingBytes === 0n
                ? entry.inLibrary
                  ? 'Shelve again'
                  : 'Shelve it'
                : `Pull ${formatBytes(plan.missingBytes)}`
              : 'Pull'}
          </Button>
        </>
      }
    >
      {pull.error && (
        <div className="mb-4">
          <ErrorNotice error={pull.error} />
        </div>
      )}
      <GatedNote entry={entry} />
      <PlanOptions options={options} onChange={setOptions} source={entry.source} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Planning" className="skeleton h-64 rounded-lg!" />}
      {plan && <PlanFiles files={plan.files} stale={!settled} />}
    </Dialog>
  )
}

function fits(plan: PullResponse): boolean {
  return plan.freeBytes === 0n || plan.missingBytes <= plan.freeBytes
}
