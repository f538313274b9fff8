import type { Figure } from './main.ts'

/** A table of figures; those with a bar say whether they reach it. */
export function printFigures(figures: readonly Figure[]): void {
  for (const figure of figures) process.stdout.write(formatFigure(figure))
}

/** One line of the table. */
export function formatFigure({ what, value, unit, beside, bar }: Figure): string {
  const judged = bar ? `${bar.side} ${bar.value.toLocaleString('en')}: ${reaches(value, bar) ? 'ok' : 'MISSED'}` : ''
  const figure = (Math.round(value * 1000) / 1000).toLocaleString('en')
  return `${what.padEnd(72)} ${figure.padStart(12)} ${unit.padEnd(9)} ${[judged, beside].filter(Boolean).join('  ')}\n`
}

export function reaches(value: number, bar: NonNullable<Figure['bar']>): boolean {
  return bar.side === 'at most' ? value <= bar.value : value >= bar.value
}
