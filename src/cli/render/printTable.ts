import { styleText } from 'node:util'

export interface Column {
  title: string
  align?: 'left' | 'right'
  /** The column that is shortened first when the terminal is narrow. */
  flexible?: true
}

/**
 * Prints rows as aligned columns. On a terminal the header is dimmed and the flexible column is shortened to fit;
 * elsewhere nothing is shortened, so that `grep` and `awk` see everything.
 */
export function printTable(columns: Column[], rows: string[][], output: NodeJS.WriteStream = process.stdout): void {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  if (output.isTTY) {
    const flexible = columns.findIndex((column) => column.flexible)
    const excess = widths.reduce((sum, width) => sum + width + 2, -2) - output.columns
    if (flexible >= 0 && excess > 0) widths[flexible] = Math.max(12, (widths[flexible] ?? 0) - excess)
  }
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd()
  const header = line(columns.map((column) => column.title))
  output.write(`${output.isTTY ? styleText('dim', header) : header}\n`)
  for (const row of rows) output.write(`${line(row)}\n`)
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const short = displayWidth(text) > width ? `${text.slice(0, width - 1)}…` : text
  const space = ' '.repeat(Math.max(0, width - displayWidth(short)))
  return align === 'right' ? space + short : short + space
}

function displayWidth(text: string): number {
  return Array.from(new Intl.Segmenter('en').segment(text)).length
}
