import type { Fit } from '../../gen/weighthouse/v1/entry_pb.ts'
import { formatBytes, formatInteger } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { wrapText } from './wrapText.ts'

const words: Record<string, string> = {
  fits: 'it fits',
  partial: 'about half of it fits, the rest runs slower from main memory',
  no: 'it does not fit',
  unknown: 'nothing tells how large its weights are',
}

/** Prints whether a model runs in a memory, how that was found, and which of its files do. */
export function printFit(fit: Fit): void {
  const needed = fit.requiredBytes === undefined ? '' : `, it takes ${formatBytes(Number(fit.requiredBytes))}`
  process.stdout.write(`  fit          ${words[fit.verdict] ?? fit.verdict}${needed}\n`)
  process.stdout.write(`    ${wrapText(plainText(fit.formula), 4)}\n`)
  for (const { name, value, basis } of fit.inputs) {
    const number =
      value === undefined ? 'unknown' : name === 'context' ? `${formatInteger(value)} tokens` : formatBytes(value)
    process.stdout.write(`    ${name.padEnd(16)}${number.padEnd(14)}${wrapText(plainText(basis), 34)}\n`)
  }
  for (const { paths, label, verdict, requiredBytes } of fit.files) {
    const [first = ''] = paths
    const name = paths.length > 1 ? `${first} and ${formatInteger(paths.length - 1)} more` : first
    const size = requiredBytes === undefined ? '' : formatBytes(Number(requiredBytes))
    process.stdout.write(
      `    ${[verdict.padEnd(8), size.padEnd(9), label, plainText(name)].filter(Boolean).join('  ')}\n`,
    )
  }
}
