import { linearScale, linePath, type Point } from './scale.ts'

const size = { width: 120, height: 28 }

/** The shape of a number over time, small enough for a row; the row says the numbers. */
export function Sparkline({ points }: { points: readonly Point[] }) {
  if (points.length < 2) return <span className="text-2xs text-faint">one day only</span>
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const x = linearScale([Math.min(...xs), Math.max(...xs)], [2, size.width - 2])
  const y = linearScale([Math.min(...ys), Math.max(...ys)], [size.height - 3, 3])
  return (
    <svg width={size.width} height={size.height} aria-hidden="true" className="block">
      <path
        d={linePath(points.map((point) => ({ x: x(point.x), y: y(point.y) })))}
        fill="none"
        stroke="var(--brass)"
        strokeWidth="1.75"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
