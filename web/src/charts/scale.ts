/** A value on a line of a chart. */
export interface Point {
  x: number
  y: number
}

/** Round numbers from at most the least to at least the most value, two to seven of them. */
export function niceTicks(least: number, most: number): number[] {
  if (!(most > least)) return least === 0 ? [0, 1] : [least - Math.abs(least) / 2, least, least + Math.abs(least) / 2]
  const rough = (most - least) / 4
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude
  const first = Math.floor(least / step)
  const last = Math.ceil(most / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

/** Maps a domain to a range, linearly; a domain without extent lies in the middle. */
export function linearScale([d0, d1]: [number, number], [r0, r1]: [number, number]): (value: number) => number {
  return d1 === d0 ? () => (r0 + r1) / 2 : (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0)
}

/** The path of a line through points, for SVG's `d`. */
export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
}
