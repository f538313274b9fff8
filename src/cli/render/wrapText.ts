import { displayWidth } from './displayWidth.ts'

/**
 * Breaks a text between words so that its lines, each after the first indented by `indent` columns, fit on the terminal.
 * Where there is no terminal it stays one line, for `grep`.
 */
export function wrapText(text: string, indent: number, output: NodeJS.WriteStream = process.stdout): string {
  if (!output.isTTY) return text
  const room = Math.max(20, output.columns - indent)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && displayWidth(longer) > room) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}
