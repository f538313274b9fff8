import { cx } from '../components/ui/cx.ts'
import type { JobFeedState } from './jobFeed.ts'

const words = { connecting: 'connecting…', live: 'live', reconnecting: 'reconnecting…' }
const tones = { connecting: 'bg-faint', live: 'bg-good', reconnecting: 'bg-warn' }

/** Whether what one sees is what is. */
export function LiveMark({ connection }: { connection: JobFeedState['connection'] }) {
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-13 text-muted">
      <span className={cx('size-2 rounded-full', tones[connection], connection !== 'live' && 'animate-pulse')} />
      {words[connection]}
    </span>
  )
}
