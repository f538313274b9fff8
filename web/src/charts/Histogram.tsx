import { useRef } from 'react'

import { formatExactCount, plural } from '../format/formatCount.ts'
import { useWidth } from './useWidth.ts'

export interface HistogramBar {
  /** The range that it stands for, in words. */
  label: string
  /** What stands below it, where there is room; empty for nothing. */
  tick: string
  count: bigint
}

/** Pixels that a word below the bars needs. */
const tickWidth = 54

/** How many lie in each range. Every bar can be read by pointer and by screen reader. */
export function Histogram({ label, bars }: { label: string; bars: readonly HistogramBar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => Number(count)))
  const frame = useRef<HTMLUListElement>(null)
  const room = Math.max(1, Math.floor(useWidth(frame) / tickWidth))
  const marked = bars.flatMap(({ tick }, index) => (tick === '' ? [] : [index]))
  const every = Math.ceil(marked.length / room)
  const shown = new Set(marked.filter((_, position) => position % every === 0))
  return (
    <ul ref={frame} aria-label={label} className="flex h-40 items-stretch gap-px">
      {bars.map((bar, index) => (
        <li
          key={bar.label}
          title={`${bar.label}: ${plural(bar.count, 'model')}`}
          aria-label={`${bar.label}: ${formatExactCount(bar.count)}`}
          className="group flex min-w-0 flex-1 flex-col"
        >
          <span className="flex flex-1 items-end rounded-t bg-ink/0 group-hover:bg-ink/4">
            <span
              className="w-full rounded-t-sm bg-brass/70 group-hover:bg-brass"
              style={{ height: bar.count === 0n ? 0 : `max(2px, ${(Number(bar.count) / most) * 100}%)` }}
            />
          </span>
          <span className="h-6 border-t border-line-strong pt-1 text-2xs leading-4 whitespace-nowrap text-faint">
            {shown.has(index) && bar.tick}
          </span>
        </li>
      ))}
    </ul>
  )
}
