import { styleText } from 'node:util'

import type { AppVerification } from '../../gen/weighthouse/v1/app_pb.ts'
import { plainText } from './plainText.ts'

/** Prints what applications see: a sum for each, and every placement that is not seen. */
export function printVerifications(answers: AppVerification[], output: NodeJS.WriteStream = process.stdout): void {
  if (answers.length === 0) output.write('No application is known. Add one with: weighthouse app add comfyui PATH\n')
  for (const { appId, asked, url, note, models, seen, notSeen, unknown } of answers) {
    const sums = [`${seen} seen`, `${notSeen} not seen`, ...(unknown > 0 ? [`${unknown} cannot be asked`] : [])]
    const who = asked === 'application' ? `asked at ${url}` : 'by the rules of its folders'
    output.write(`${appId}: ${sums.join(', ')} (${who})\n`)
    if (note !== '') output.write(`  ${plainText(note)}\n`)
    for (const { state, targetPath, reason } of models) {
      if (state === 'seen') continue
      const label = state === 'not seen' ? styleText('red', state, { stream: output }) : state
      output.write(`  ${label}  ${plainText(targetPath)}  ${plainText(reason)}\n`)
    }
  }
}
