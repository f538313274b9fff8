import { styleText } from 'node:util'

import { errorCodes, toWeighthouseError } from '../../foundation/errors.ts'
import { toRestError } from '../../server/rest/toRestError.ts'
import { plainText } from './plainText.ts'
import { wrapText } from './wrapText.ts'

/**
 * Says what happened and what to do next, on standard error; with `json` prints REST's error answer on standard output.
 * Returns the exit code that belongs to the error.
 */
export function printError(thrown: unknown, options: { json: boolean; debug: boolean }): number {
  const error = toWeighthouseError(thrown)
  if (options.json) {
    process.stdout.write(`${JSON.stringify(toRestError(error), null, 2)}\n`)
  } else {
    // Who pressed Ctrl-C made no error.
    const label =
      error.code === 'CANCELLED' ? '' : `${styleText(['bold', 'red'], 'error', { stream: process.stderr })}: `
    process.stderr.write(`${label}${wrapText(plainText(error.message), 2, process.stderr)}\n`)
    if (error.hint) process.stderr.write(`  ${wrapText(plainText(error.hint), 2, process.stderr)}\n`)
  }
  if (options.debug || error.code === 'INTERNAL') process.stderr.write(`${describeCauses(error)}\n`)
  return errorCodes[error.code].exit
}

function describeCauses(error: Error): string {
  const lines: string[] = []
  for (let current: unknown = error; current instanceof Error; current = current.cause)
    lines.push(current.stack ?? current.message)
  return lines.join('\ncaused by: ')
}
