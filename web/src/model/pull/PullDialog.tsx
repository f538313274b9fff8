import { useState } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { isActive, useJobs, useNewestJob } from '../../jobs/useJobs.ts'
import { isPullOf } from './isPullOf.ts'
import { PullPlanDialog } from './PullPlanDialog.tsx'
import { PullProgressDialog } from './PullProgressDialog.tsx'

interface PullDialogProps {
  entry: Entry
  /** What to plan at first; empty for the newest. */
  revision?: string
  open: boolean
  onClose: () => void
}

/** From the plan to the shelf. Closing it stops nothing. */
export function PullDialog({ entry, revision = '', open, onClose }: PullDialogProps) {
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
  return <PullPlanDialog entry={entry} revision={revision} open={open} onClose={close} onStarted={setStartedId} />
}
