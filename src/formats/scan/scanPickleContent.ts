import type { ByteStream } from '../bytes/byteStream.ts'
import { beginsAsPickle, detectFormat, type FileFormat, headBytes } from '../detectFormat.ts'
import { opcodes } from '../pickle/opcodes.ts'
import { scanPickles } from '../pickle/scanPickles.ts'
import type { ScanContext } from './scanContext.ts'

/** Magic number, protocol, system, object, keys of the tensors; the tensors follow and are not unpickled. */
const torchPickles = 5
const mostPickles = 10_000

/**
 * Follows the pickles in a stream and says what they are; undefined when these are none.
 *
 * @param certain whether name or first bytes say that it is a pickle. Else it must prove to be one: programs take
 *   pickles of the oldest protocol, which begin with any letter, under any name.
 */
export async function scanPickleContent(
  context: ScanContext,
  stream: ByteStream,
  certain: boolean,
): Promise<FileFormat | undefined> {
  await stream.fill(headBytes)
  const head = stream.peek()
  if (!certain && !(head[0] !== undefined && opcodes[head[0]])) return undefined
  const isTorch = beginsAsPickle(head) && detectFormat(head.subarray(0, headBytes), Number.MAX_SAFE_INTEGER) === 'torch'
  const scan = await scanPickles(stream, {
    budget: context.budget,
    most: isTorch ? torchPickles : mostPickles,
    goesOn: () => true,
  })
  const verdict = scan.findings.verdict()
  const proved = scan.complete > 0 ? scan.findings.imports().length > 0 || verdict !== 'safe' : false
  if (!certain && !proved && !(verdict === 'dangerous' && scan.calls)) return undefined

  context.findings.addAll(scan.findings)
  if (scan.broken !== undefined) {
    const reason = scan.complete > 0 && !isTorch ? 'bytes behind its pickle are none' : 'a pickle in it is broken'
    context.findings.add('suspicious', `${reason}: ${scan.broken}`)
  }
  return isTorch ? 'torch' : 'pickle'
}
