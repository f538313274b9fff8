import { useState } from 'react'

import type { Entry } from '#gen/catalog_pb.ts'

import { isActive, useJobs, useNewestJob } from '../../jobs/useJobs.ts'
import { isPullOf } from './isPullOf.ts'
import { PullPlanDialog } from './PullPlanDialog.tsx'
import { PullProgressDialog } from './PullProgressDialog.tsx'

/** From the plan to the shelf. Closing it stops nothing. */
export function PullDialog({ entry, open, onClose }: { entry: Entry; open: boolean; onClose: () => void }) {
  const [startedId, setStartedId] = useState<string | undefined>(undefined)
  const running = useNewestJob((candidate) => isPullOf(candidate, entry.slug) && isActive(candidate))
  const started = useJobs().jobs.get(startedId ?? '')
  const job = started ?? running
  const close = () => {
    // What has ended was seen: the next time starts with a plan.
    if (started && !isActive(started)) setStartedId(undefined)
    onClose()
  }
  if (job) {
    return (
      <PullProgressDialog
        entry={entry}
        job={job}
        open={open}
        onClose={close}
        onPlanAgain={() => setStartedId(undefined)}
      />
    )
  }
  return <PullPlanDialog entry={entry} open={open} onClose={close} onStarted={setStartedId} />
}
