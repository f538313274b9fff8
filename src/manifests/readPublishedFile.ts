import { createHash } from 'node:crypto'
import { lstat, open } from 'node:fs/promises'

import { ifPresent } from '../foundation/files/ifPresent.ts'

/** What lies at a path where a manifest is to be. */
export type PublishedFile =
  | { kind: 'absent' }
  /** A folder, a link, a device: never ours. */
  | { kind: 'other' }
  /** `identity` changes when the file is replaced or written to. */
  | { kind: 'file'; sha256: string; timestamp: string | undefined; identity: string }

const tailBytes = 64

/** Hashes the file at `path` and reads the timestamp at its end, where every manifest has it. */
export async function readPublishedFile(path: string): Promise<PublishedFile> {
  const identity = await identifyFile(path)
  if (identity === 'absent' || identity === 'other') return { kind: identity }
  const hash = createHash('sha256')
  let tail = Buffer.alloc(0)
  const file = await open(path)
  for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes)
  }
  const [, timestamp] = /"timestamp":"([0-9TZ:.+-]+)"\}\n$/.exec(tail.toString('latin1')) ?? []
  return { kind: 'file', sha256: hash.digest('hex'), timestamp, identity }
}

/** The identity of the file at `path`, without reading it; or that there is none, or something else. */
export async function identifyFile(path: string): Promise<string> {
  const stats = await ifPresent(lstat(path, { bigint: true }))
  if (!stats) return 'absent'
  return stats.isFile() ? [stats.dev, stats.ino, stats.size, stats.mtimeNs].join(':') : 'other'
}
