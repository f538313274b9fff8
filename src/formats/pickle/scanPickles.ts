import type { ByteStream } from '../bytes/byteStream.ts'
import { createFindings, type Findings } from '../scan/findings.ts'
import { PickleError } from './value.ts'
import { type OpcodeBudget, walkPickle } from './walkPickle.ts'

/** How a row of pickles ended. */
export interface PickleScan {
  findings: Findings
  /** Pickles that were followed to their end. */
  complete: number
  /** Why the last one was not; undefined when it was. */
  broken: string | undefined
  /** It calls something, so what it imports is used. */
  calls: boolean
}

/**
 * Follows up to `most` pickles in a row, as long as the bytes behind each begin as `goesOn` says; the stream is left
 * behind the last.
 *
 * @throws InflateError when the bytes are compressed and damaged
 */
export async function scanPickles(
  stream: ByteStream,
  options: { budget: OpcodeBudget; most: number; goesOn: (head: Buffer) => boolean },
): Promise<PickleScan> {
  const scan: PickleScan = { findings: createFindings(), complete: 0, broken: undefined, calls: false }
  const { findings } = scan
  const watcher = {
    onImport: (module: string, name: string) => findings.addImport(module, name),
    onHiddenImport: () => findings.add('dangerous', 'it hides the name of something that it imports'),
    onExtension: (number: number) => findings.add('suspicious', `it imports number ${number} of a registry`),
    onCall: () => {
      scan.calls = true
    },
  }
  while (scan.complete < options.most) {
    if (scan.complete > 0 && (!(await stream.fill(1)) || !options.goesOn(stream.peek()))) break
    try {
      await walkPickle(stream, watcher, options.budget)
      scan.complete++
    } catch (error) {
      if (!(error instanceof PickleError)) throw error
      scan.broken = error.message
      break
    }
  }
  return scan
}
