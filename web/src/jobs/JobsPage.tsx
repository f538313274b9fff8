import { Link } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import { useState } from 'react'

import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { useJobFeed } from './JobFeedProvider.tsx'
import { JobGroup } from './JobGroup.tsx'
import { LiveMark } from './LiveMark.tsx'
import { isActive, newestFirst, useJobs } from './useJobs.ts'

/** All long work: what runs now, and what ended. */
export function JobsPage() {
  usePageTitle('Jobs')
  const feed = useJobFeed()
  const { jobs, connection, loaded, error, olderCursor } = useJobs()
  const [olderError, setOlderError] = useState<unknown>(undefined)
  const all = [...jobs.values()].sort(newestFirst)
  const active = all.filter(isActive)
  return (
    <div className="mx-auto max-w-4xl py-6">
      <div className="flex items-center gap-4">
        <h1 className="text-lg font-semibold tracking-tight">Jobs</h1>
        <LiveMark connection={connection} />
      </div>
      {connection === 'reconnecting' && error !== undefined && (
        <div className="mt-4">
          <ErrorNotice error={error} />
        </div>
      )}
      {!loaded && error === undefined && <div className="skeleton mt-6 h-40" />}
      {loaded && all.length === 0 && (
        <EmptyState
          icon={<ListChecks />}
          title="No jobs yet"
          actions={
            <Link to="/" className={buttonLook('plain')}>
              To the catalog
            </Link>
          }
        >
          Syncing the catalog, pulling a model and scanning the library run as jobs, and show here how they go.
        </EmptyState>
      )}
      {active.length > 0 && <JobGroup title="Not finished" jobs={active} />}
      {all.length > active.length && <JobGroup title="Ended" jobs={all.filter((job) => !isActive(job))} />}
      {olderCursor !== '' && (
        <div className="mt-4 space-y-3 text-center">
          {olderError !== undefined && <ErrorNotice error={olderError} />}
          <Button onClick={() => void feed.loadOlder().then(() => setOlderError(undefined), setOlderError)}>
            Show older jobs
          </Button>
        </div>
      )}
    </div>
  )
}
