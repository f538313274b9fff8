import { styleText } from 'node:util'

import { displayWidth, shorten } from './displayWidth.ts'
import { plainText } from './plainText.ts'

export interface Column {
  title: string
  align?: 'left' | 'right'
  /** The column that is shortened when the terminal is narrow. */
  flexible?: true
  /** A column that a narrow terminal does without; the highest number goes first. */
  spare?: number
}

/** The flexible column is not shortened below this many columns while there are others to spare. */
const legible = 32
const least = 12

/**
 * Prints rows as aligned columns; nothing when there are none. On a terminal the header is dimmed, columns without a
 * value are left out, and then spare columns go and the flexible one is shortened until a row fits. Elsewhere every
 * column is printed whole, so that `grep` and `awk` see everything, always in the same place.
 */
export function printTable(columns: Column[], rows: string[][], output: NodeJS.WriteStream = process.stdout): void {
  if (rows.length === 0) return
  const cells = rows.map((row) => columns.map((_, index) => plainText(row[index] ?? '')))
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  )
  const shown = output.isTTY ? fit(columns, cells, widths, output.columns) : columns.map((_, index) => index)
  const line = (row: string[]) =>
    shown
      .map((index) => pad(row[index] ?? '', widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd()
  const header = line(columns.map((column) => column.title))
  output.write(`${output.isTTY ? styleText('dim', header) : header}\n`)
  for (const row of cells) output.write(`${line(row)}\n`)
}

/** The columns to print, by number; narrows the width of the flexible one. */
function fit(columns: Column[], cells: string[][], widths: number[], room: number): number[] {
  let shown = columns.flatMap((_, index) => (cells.some((row) => row[index] !== '') ? [index] : []))
  const flexible = columns.findIndex((column) => column.flexible)
  const natural = widths[flexible] ?? 0
  const left = () => room - shown.reduce((sum, index) => sum + (index === flexible ? 0 : (widths[index] ?? 0)) + 2, -2)
  const spares = shown
    .filter((index) => columns[index]?.spare !== undefined)
    .sort((a, b) => (columns[b]?.spare ?? 0) - (columns[a]?.spare ?? 0))
  for (const spare of spares) {
    if (left() >= Math.min(natural, legible)) break
    shown = shown.filter((index) => index !== spare)
  }
  if (flexible >= 0) widths[flexible] = Math.min(natural, Math.max(least, left()))
  return shown
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const short = shorten(text, width)
  const space = ' '.repeat(Math.max(0, width - displayWidth(short)))
  return align === 'right' ? space + short : short + space
}
