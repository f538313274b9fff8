import { useMutation, useQuery } from '@connectrpc/connect-query'
import { Copy, Link2 } from 'lucide-react'
import { useEffect } from 'react'

import { type DuplicateGroup, OrderService } from '#gen/order_pb.ts'

import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useJobs } from '../jobs/useJobs.ts'
import { Loading } from './Loading.tsx'
import { useRefreshOrder } from './refreshOrder.ts'

const kinds: Record<string, string> = {
  bytes: 'The same bytes',
  tensors: 'The same weights in files with other headers',
  model: 'The same model in other formats',
}

/** What is in the library more than once, and the one step that frees what can be freed without loss. */
export function Duplicates() {
  const feed = useJobFeed()
  const { jobs } = useJobs()
  const refresh = useRefreshOrder()
  const { data, error, refetch } = useQuery(OrderService.method.listDuplicates, {})
  const link = useMutation(OrderService.method.linkDuplicates, {
    onSuccess: ({ job }) => {
      if (job) feed.put(job)
    },
  })
  const job = link.data?.job && jobs.get(link.data.job.id)
  const isLinking = link.isPending || (job !== undefined && isActive(job))
  const state = job?.state
  useEffect(() => {
    if (state === 'completed') refresh()
    // What refreshes is the same whenever it is made.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state])
  if (!data) return <Loading label="Looking for duplicates" error={error} onRetry={() => void refetch()} />
  return (
    <>
      {link.error && <ErrorNotice error={link.error} />}
      {job?.error && <p className="mb-3 text-13 text-bad">{job.error.message}</p>}
      {data.unhashedFiles > 0n && (
        <p className="mb-3 text-13 text-muted">
          {plural(data.unhashedFiles, 'file')} of {formatBytes(data.unhashedBytes)} were not compared: their hashes are
          not known yet.
        </p>
      )}
      {data.groups.length === 0 ? (
        <EmptyState icon={<Copy />} title="Nothing is there twice">
          Files with the same bytes, the same weights and the same models in other formats are shown here.
        </EmptyState>
      ) : (
        <>
          <div className="mb-3 flex flex-wrap items-center gap-4">
            <p className="text-13 text-muted">
              {plural(data.total, 'group')}; {formatBytes(data.savableBytes)} can be freed by linking files of the
              library. Files in your own folders stay as they are.
            </p>
            <Button
              className="ml-auto"
              disabled={isLinking || data.savableBytes === 0n}
              onClick={() => link.mutate({})}
            >
              <Link2 />
              {isLinking ? 'Comparing and linking…' : `Free ${formatBytes(data.savableBytes)}`}
            </Button>
          </div>
          <div className="space-y-4">
            {data.groups.map((group) => (
              <Group key={`${group.kind} ${group.key}`} group={group} />
            ))}
          </div>
        </>
      )}
    </>
  )
}

function Group({ group }: { group: DuplicateGroup }) {
  return (
    <Card className="p-4 text-13">
      <div className="flex flex-wrap gap-x-4">
        <h2 className="font-medium">{kinds[group.kind] ?? group.kind}</h2>
        <span className="ml-auto text-muted">{formatBytes(group.savableBytes)} more than needed</span>
      </div>
      <p className="truncate font-mono text-2xs text-faint" title={group.key}>
        {group.key}
      </p>
      <ul className="mt-2 space-y-1">
        {group.files.map(({ slug, path, size, storage, linked }) => (
          <li key={`${slug} ${path}`} className="flex gap-3">
            <span className="w-16 shrink-0 text-right text-muted">{formatBytes(size)}</span>
            <span className="min-w-0 flex-1 font-mono text-xs break-all">{path}</span>
            <span className="text-2xs text-muted">
              {linked ? 'linked' : storage === 'in_place' ? 'yours' : storage === 'store' ? 'store' : ''}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
