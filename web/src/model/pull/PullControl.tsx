import { Link } from '@tanstack/react-router'
import { ArrowDownToLine, Check } from 'lucide-react'
import { useState } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { lazyDialog } from '../../components/lazyDialog.tsx'
import { Button, buttonLook } from '../../components/ui/Button.tsx'
import { cx } from '../../components/ui/cx.ts'
import { useHotkey } from '../../components/useHotkey.ts'
import { isActive, useNewestJob } from '../../jobs/useJobs.ts'
import { isPullOf } from './isPullOf.ts'

const PullDialog = lazyDialog(async () => (await import('./PullDialog.tsx')).PullDialog)

/** The button that brings a model here, and what has become of that. */
export function PullControl({ entry }: { entry: Entry }) {
  const [open, setOpen] = useState(false)
  useHotkey('p', () => setOpen(true))
  const job = useNewestJob((candidate) => isPullOf(candidate, entry.slug))
  const isRunning = job !== undefined && isActive(job)
  return (
    <>
      {entry.inLibrary && !isRunning && (
        <Link
          to="/library"
          search={{ model: entry.slug }}
          className={cx(buttonLook('plain', 'large'), 'max-sm:flex-1')}
        >
          <Check className="text-good" />
          In the library
        </Link>
      )}
      <Button
        look={entry.inLibrary && !isRunning ? 'plain' : 'primary'}
        size="large"
        className="max-sm:flex-1"
        aria-keyshortcuts="p"
        title="Plan the pull (p)"
        onClick={() => setOpen(true)}
      >
        <ArrowDownToLine />
        {isRunning ? `Pulling… ${percent(job.progress)}` : entry.inLibrary ? 'Pull again' : 'Pull'}
      </Button>
      <PullDialog entry={entry} open={open} onClose={() => setOpen(false)} />
    </>
  )
}

function percent(progress: { done: bigint; total?: bigint } | undefined): string {
  if (!progress?.total) return ''
  return `${Math.floor((Number(progress.done) / Number(progress.total)) * 100)} %`
}
