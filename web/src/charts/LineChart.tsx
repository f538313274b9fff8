import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'

import { formatCount, formatExactCount } from '../format/formatCount.ts'
import { formatDay } from '../format/formatTime.ts'
import { linearScale, linePath, niceTicks, type Point } from './scale.ts'
import { useWidth } from './useWidth.ts'

interface LineChartProps {
  label: string
  /** By time, UTC milliseconds, ascending. */
  points: readonly Point[]
  height?: number
}

const margin = { top: 8, right: 12, bottom: 22, left: 44 }

/** One number over time. The pointer or the arrow keys read a day; the axis does not begin at 0 where little changes. */
export function LineChart({ label, points, height = 150 }: LineChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [at, setAt] = useState<number>()
  const values = points.map(({ y }) => y)
  const ticks = niceTicks(Math.min(...values), Math.max(...values))
  const first = points[0]?.x ?? 0
  const last = points.at(-1)?.x ?? 0
  const x = linearScale([first, last], [margin.left, Math.max(margin.left, width - margin.right)])
  const y = linearScale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [height - margin.bottom, margin.top])
  const drawn = points.map((point) => ({ x: x(point.x), y: y(point.y) }))
  const shown = at === undefined ? undefined : points[at]
  const mark = at === undefined ? undefined : drawn[at]

  function onPointerMove(event: PointerEvent): void {
    const left = event.clientX - (frame.current?.getBoundingClientRect().left ?? 0)
    const distances = drawn.map((point) => Math.abs(point.x - left))
    setAt(distances.indexOf(Math.min(...distances)))
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(points.length - 1, (at ?? points.length - (step > 0 ? 2 : 0)) + step)))
  }

  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-3 text-13">
        <span className="text-muted">{label}</span>
        <span aria-live="polite">
          <strong className="font-semibold">{formatExactCount((shown ?? points.at(-1))?.y ?? 0)}</strong>
          <span className="text-2xs text-faint"> {formatDay((shown ?? points.at(-1))?.x ?? 0)}</span>
        </span>
      </figcaption>
      <div
        ref={frame}
        role="application"
        aria-label={`${label} by day; arrow keys read the days`}
        tabIndex={0}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setAt(undefined)}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(undefined)}
        className="mt-1 rounded"
        style={{ height }}
      >
        {width > 0 && (
          <svg width={width} height={height} aria-hidden="true" className="block text-2xs">
            {ticks.map((tick) => (
              <g key={tick}>
                <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
                <text x={margin.left - 6} y={y(tick)} dy="0.32em" textAnchor="end" fill="var(--faint)">
                  {formatCount(tick)}
                </text>
              </g>
            ))}
            <text x={margin.left} y={height - 4} fill="var(--faint)">
              {formatDay(first)}
            </text>
            {last > first && (
              <text x={width - margin.right} y={height - 4} textAnchor="end" fill="var(--faint)">
                {formatDay(last)}
              </text>
            )}
            <path
              d={linePath(drawn)}
              fill="none"
              stroke="var(--brass)"
              strokeWidth="2"
              strokeLinejoin="round"
              strokeLinecap="round"
            />
            {mark && (
              <>
                <line x1={mark.x} x2={mark.x} y1={margin.top} y2={height - margin.bottom} stroke="var(--line-strong)" />
                <circle cx={mark.x} cy={mark.y} r="4" fill="var(--brass)" stroke="var(--surface)" strokeWidth="2" />
              </>
            )}
          </svg>
        )}
      </div>
    </figure>
  )
}
