import { createInterface } from 'node:readline/promises'

import { WeighthouseError } from '../foundation/errors.ts'

/**
 * Asks on the terminal whether to go on. Where nobody can answer (a script, `--json`), only `--yes` goes on.
 *
 * @throws WeighthouseError INVALID_ARGUMENT when nobody can answer, CANCELLED when the answer is no
 */
export async function confirm(question: string, options: { yes: boolean; json: boolean }): Promise<void> {
  if (options.yes) return
  if (options.json || !process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WeighthouseError('INVALID_ARGUMENT', 'This changes something, and nobody can be asked.', {
      hint: 'Look at it with --dry-run, then add --yes.',
    })
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await lines.question(`${question} [y/N] `)
    if (/^y(?:es)?$/i.test(answer.trim())) return
  } finally {
    lines.close()
  }
  throw new WeighthouseError('CANCELLED', 'Nothing was changed.')
}
