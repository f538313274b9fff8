import { createHash } from 'node:crypto'

import { WeighthouseError } from '../../foundation/errors.ts'
import { tailSchema } from './bundleFormat.ts'

const lineFeed = 0x0a

/** Checks that the last line of a bundle fits all that comes before it. */
export interface BundleCheck {
  /** All bytes of the uncompressed file, in order. */
  add(bytes: Uint8Array): void
  /** @throws WeighthouseError VERIFICATION_FAILED */
  finish(): void
}

export function createBundleCheck(path: string): BundleCheck {
  const hash = createHash('sha256')
  /** What may be the last line. */
  let held: Uint8Array[] = []
  return {
    add(bytes) {
      if (bytes.length === 0) return
      const last = bytes.length > 1 ? bytes.lastIndexOf(lineFeed, bytes.length - 2) : -1
      if (last >= 0 || held.at(-1)?.at(-1) === lineFeed) {
        for (const piece of held.splice(0)) hash.update(piece)
        hash.update(bytes.subarray(0, last + 1))
      }
      held.push(bytes.subarray(last + 1))
    },
    finish() {
      const tail = parseTail(Buffer.concat(held).toString('utf8'))
      if (tail === undefined) throw refusal(path, 'has no end: it was cut short')
      if (tail.sha256 !== hash.digest('hex')) throw refusal(path, 'is damaged: its content does not fit its sha256')
    },
  }
}

function parseTail(line: string): { sha256: string } | undefined {
  try {
    return tailSchema.safeParse(JSON.parse(line)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function refusal(path: string, what: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `The bundle ${path} ${what}.`, {
    hint: 'Copy it again from where it was made. What was read of it stays in the catalog; a sync sets right what is wrong.',
    details: { path },
  })
}
