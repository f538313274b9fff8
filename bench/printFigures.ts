import type { Figure } from './main.ts'

/** A table of figures; those with a bar say whether they reach it. */
export function printFigures(figures: readonly Figure[]): void {
  for (const { what, value, unit, beside, bar } of figures) {
    const judged = bar ? `${bar.side} ${bar.value.toLocaleString('en')}: ${reaches(value, bar) ? 'ok' : 'MISSED'}` : ''
    const figure = (Math.round(value * 1000) / 1000).toLocaleString('en')
    process.stdout.write(
      `${what.padEnd(72)} ${figure.padStart(12)} ${unit.padEnd(9)} ${[judged, beside].filter(Boolean).join('  ')}\n`,
    )
  }
}

export function reaches(value: number, bar: NonNullable<Figure['bar']>): boolean {
  return bar.side === 'at most' ? value <= bar.value : value >= bar.value
}
