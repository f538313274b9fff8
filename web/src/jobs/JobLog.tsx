import { useEffect, useRef } from 'react'

import type { JobLogLine } from '#gen/job_pb.ts'

import { cx } from '../components/ui/cx.ts'
import { formatClock, formatExactTime } from '../format/formatTime.ts'

const tones: Record<string, string> = { warn: 'text-warn', error: 'text-bad' }
const most = 500

/** The last lines of a job's log; stays at the end while it grows, unless one scrolled up. */
export function JobLog({ lines }: { lines: JobLogLine[] | undefined }) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  if (!lines) return <div className="skeleton h-24" />
  const shown = lines.slice(-most)
  return (
    <div
      ref={box}
      role="log"
      aria-label="Log"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 16
      }}
      className="max-h-72 overflow-y-auto rounded-md border bg-sunken px-3 py-2 font-mono text-2xs leading-5"
    >
      {lines.length > most && <p className="text-faint">{lines.length - most} earlier lines are not shown.</p>}
      {shown.length === 0 && <p className="text-faint">Nothing was logged.</p>}
      {shown.map((line, index) => (
        <p key={`${lines.length - shown.length + index}`} className="flex gap-3">
          <time className="shrink-0 text-faint" title={formatExactTime(line.time)}>
            {formatClock(line.time)}
          </time>
          <span className={cx('min-w-0 break-words whitespace-pre-wrap', tones[line.level] ?? 'text-muted')}>
            {line.message}
          </span>
        </p>
      ))}
    </div>
  )
}
