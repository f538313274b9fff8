/*
 * The drawing of a family: levels from the farthest ancestors down to the farthest descendants, each a row of boxes of
 * one width, and between two rows a bus that joins all boxes above with all below. The bus is as much as an aggregate
 * can tell: which box of the row above a model was made from is not known.
 */

/** Where the middle of each of `count` boxes lies, in percent of the width. */
export function boxCentres(count: number): number[] {
  return Array.from({ length: count }, (_, index) => ((index + 0.5) / count) * 100)
}

/** SVG path of the lines between a row of `above` boxes and one of `below`, in a box of 100 by 100. */
export function connectorPath(above: number, below: number): string {
  const tops = boxCentres(above)
  const bottoms = boxCentres(below)
  const ends = [...tops, ...bottoms]
  const lines = [
    ...tops.map((x) => `M${round(x)} 0V50`),
    `M${round(Math.min(...ends))} 50H${round(Math.max(...ends))}`,
    ...bottoms.map((x) => `M${round(x)} 50V100`),
  ]
  return lines.join('')
}

/** Items by depth, the nearest first. */
export function byDepth<T extends { depth: number }>(items: readonly T[]): { depth: number; items: T[] }[] {
  const depths = [...new Set(items.map(({ depth }) => depth))].sort((a, b) => a - b)
  return depths.map((depth) => ({ depth, items: items.filter((item) => item.depth === depth) }))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
