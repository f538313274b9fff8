import { WeighthouseError } from '../../foundation/errors.ts'
import { type BundleHead, bundleFormat, headSchema } from './bundleFormat.ts'
import { readBlocks } from './readBlocks.ts'

const beginningBytes = 64 * 1024
const lineFeed = 0x0a

/**
 * The beginning of a file of records, and what it says of itself; `head` is undefined when it is not a bundle.
 * @throws WeighthouseError UNSUPPORTED for a bundle of a later format, VERIFICATION_FAILED, FILE_NOT_FOUND
 */
export async function readHead(path: string): Promise<{ beginning: Uint8Array; head: BundleHead | undefined }> {
  for await (const { lines } of readBlocks(path, { blockBytes: beginningBytes })) {
    const end = lines.indexOf(lineFeed)
    const first = Buffer.from(lines.subarray(0, end < 0 ? lines.length : end)).toString('utf8')
    return { beginning: lines.subarray(0, beginningBytes), head: parseHead(first, path) }
  }
  return { beginning: new Uint8Array(), head: undefined }
}

function parseHead(line: string, path: string): BundleHead | undefined {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  if (typeof json !== 'object' || json === null || !('weighthouse' in json)) return undefined
  const format = 'format' in json ? json.format : undefined
  if (format === bundleFormat) {
    const head = headSchema.safeParse(json)
    if (head.success) return head.data
    throw new WeighthouseError('VERIFICATION_FAILED', `The bundle ${path} is damaged: its first line tells nothing.`, {
      hint: 'Copy it again from where it was made.',
      details: { path },
      cause: head.error,
    })
  }
  throw new WeighthouseError('UNSUPPORTED', `The bundle ${path} is of format ${String(format)}.`, {
    hint: `This Weighthouse reads format ${bundleFormat}: update it, or export the bundle again with the same version.`,
    details: { path },
  })
}
