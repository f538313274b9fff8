import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readFreeBytes } from '../../src/foundation/files/readFreeBytes.ts'

/** Where one run of the bench puts its files, and what ends with it. */
export interface Space {
  /** A path below the run's own folder. */
  path(...names: string[]): string
  /** Ends something at the end of the run, also when that comes by a signal; or before, by the returned function. */
  onClose(close: () => Promise<void>): () => Promise<void>
  close(): Promise<void>
}

/**
 * Makes a folder for one run. `close`, which SIGINT and SIGTERM call too, ends all that was started, latest first, and
 * deletes the folder.
 * @param needed bytes
 * @throws Error when the disk has too little room
 */
export async function openSpace(needed: number): Promise<Space> {
  const root = await mkdtemp(join(tmpdir(), 'weighthouse-bench-'))
  const closers: (() => Promise<void>)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 3 })]
  let closing: Promise<void> | undefined
  // A signal closes while the run goes on until it notices; both wait for the same.
  const close = () =>
    (closing ??= (async () => {
      for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
    })())
  const stop = (signal: NodeJS.Signals) => {
    process.stderr.write(`\n${signal}: ending the servers and deleting what was made …\n`)
    close().then(
      () => process.exit(130),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  closers.push(async () => void process.off('SIGINT', stop).off('SIGTERM', stop))
  const free = await readFreeBytes(root)
  if (free < needed) {
    await close()
    const [has, wants] = [free, needed].map((bytes) => `${(bytes / 1e9).toFixed(1)} GB`)
    throw new Error(`The bench needs ${wants} in ${tmpdir()}, where ${has} are free. Set TMPDIR to a folder with more.`)
  }
  return {
    path: (...names) => join(root, ...names),
    onClose(closer) {
      closers.push(closer)
      return async () => {
        const place = closers.indexOf(closer)
        if (place === -1) return
        closers.splice(place, 1)
        await closer()
      }
    },
    close,
  }
}
