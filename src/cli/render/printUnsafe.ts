import { plainText } from './plainText.ts'
import { styleVerdict } from './styleVerdict.ts'
import { wrapText } from './wrapText.ts'

/** A file that is not safe to load, as jobs and the API tell it. */
export interface UnsafeLine {
  path: string
  verdict: string
  reasons: readonly string[]
}

const mostFiles = 30

/** Says which files are not safe, and why; nothing when all are. */
export function printUnsafe(files: readonly UnsafeLine[]): void {
  for (const { path, verdict, reasons } of files.slice(0, mostFiles))
    process.stdout.write(`${styleVerdict(verdict)}: ${wrapText(plainText(`${path}: ${reasons.join('; ')}`), 2)}\n`)
  if (files.length > mostFiles) process.stdout.write(`… and ${files.length - mostFiles} more (--json lists them)\n`)
}
