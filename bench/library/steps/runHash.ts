import { execFile } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createLibrary } from '../../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../../src/store/createLocalBlobStore.ts'
import { measure, type Taken } from '../measure.ts'

const run = promisify(execFile)

/** Hashes two new files, and lets two openssl do the half of it at the same time; in turns, from the page cache. */
export async function runHash(
  home: string,
  size: number,
  rounds: number,
): Promise<{ ours: Taken[]; openssl: Taken[] }> {
  const root = join(home, 'large')
  mkdirSync(root)
  const files = ['one.safetensors', 'two.safetensors'].map((name) => join(root, name))
  for (const file of files) writeRandomly(file, size)
  const store = await createLocalBlobStore({ directory: join(home, 'store') })
  const ours: Taken[] = []
  const openssl: Taken[] = []
  for (let round = 0; round < rounds; round++) {
    const library = await createLibrary({ directory: join(home, `library-hash-${round}`), store })
    await library.scan({ path: root })
    openssl.push(await measure(() => Promise.all(files.map((file) => run('openssl', ['dgst', '-sha256', file])))))
    ours.push(
      await measure(async () => {
        const report = await library.hash()
        if (report.files !== files.length) throw new Error(`${report.files} files instead of ${files.length}`)
      }),
    )
    await library.close()
  }
  rmSync(root, { recursive: true })
  return { ours, openssl }
}

function writeRandomly(path: string, size: number): void {
  const chunk = randomFillSync(Buffer.allocUnsafe(16 * 1024 * 1024))
  const file = openSync(path, 'wx')
  for (let left = size; left > 0; left -= chunk.length) writeSync(file, chunk, 0, Math.min(chunk.length, left))
  closeSync(file)
}
