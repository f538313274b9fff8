import { Ban, Check, CircleAlert, Clock, LoaderCircle, Pause } from 'lucide-react'

import { cx } from '../components/ui/cx.ts'

const looks: Record<string, { icon: typeof Check; words: string; tone: string }> = {
  pending: { icon: Clock, words: 'Waiting', tone: 'text-faint' },
  running: { icon: LoaderCircle, words: 'Running', tone: 'text-brass' },
  paused: { icon: Pause, words: 'Paused', tone: 'text-warn' },
  completed: { icon: Check, words: 'Completed', tone: 'text-good' },
  failed: { icon: CircleAlert, words: 'Failed', tone: 'text-bad' },
  cancelled: { icon: Ban, words: 'Cancelled', tone: 'text-faint' },
}

export function JobState({ state }: { state: string }) {
  const { icon: Icon, words, tone } = looks[state] ?? { icon: Clock, words: state, tone: 'text-faint' }
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-13 font-medium whitespace-nowrap', tone)}>
      <Icon className={cx('size-4', state === 'running' && 'animate-spin [animation-duration:2s]')} />
      {words}
    </span>
  )
}
