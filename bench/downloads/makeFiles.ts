import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { makeNoise } from '../../mock/content/content.ts'

const pieceBytes = 4 * 1024 * 1024
/** The issue says 4 kB. */
const smallBytes = 4096

/** A file that is served, with the bytes' sha256. */
export interface LargeFile {
  path: string
  size: number
  sha256: string
}

/** Writes a file of noise, so that nothing on the way can make it shorter, and waits until the disk has it. */
export async function makeLargeFile(path: string, size: number): Promise<LargeFile> {
  const seed = randomBytes(16).toString('hex')
  const hash = createHash('sha256')
  const handle = await open(path, 'wx')
  try {
    for (let at = 0; at < size; at += pieceBytes) {
      const piece = makeNoise(seed, at, Math.min(pieceBytes, size - at))
      hash.update(piece)
      await handle.write(piece)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { path, size, sha256: hash.digest('hex') }
}

/** A plain git file of the repo of small files. */
export interface SmallFile {
  /** In the repo, with forward slashes. */
  path: string
  size: number
  gitSha1: string
}

/** Writes the files of a repo, no two alike, a thousand in a folder. */
export async function makeSmallFiles(folder: string, count: number): Promise<SmallFile[]> {
  const files: SmallFile[] = []
  const seed = randomBytes(16).toString('hex')
  for (let number = 0; number < count; number++) {
    const path = `part-${Math.floor(number / 1000)}/${String(number).padStart(6, '0')}.json`
    const bytes = makeNoise(seed, number * smallBytes, smallBytes)
    if (number % 1000 === 0) await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
    const gitSha1 = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
    files.push({ path, size: bytes.length, gitSha1 })
  }
  return files
}
