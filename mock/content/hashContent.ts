import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { crc32 } from 'node:zlib'

import { type Content, readContent } from './content.ts'

/**
 * Hashes of a whole file. `gitSha1` is the git blob id: sha1 over `blob <size>\0` and the bytes.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export type HashKind = 'sha256' | 'gitSha1' | 'crc32'

interface Hasher {
  update(chunk: Buffer): void
  /** Lower-case hex. */
  digest(): string
}

const bytesPerTurn = 16 * 1024 * 1024

/**
 * Reads the whole content once and gives the wanted hashes, lower-case hex. Gives the event loop a turn every 16 MiB,
 * so that a server stays responsive.
 */
export async function hashContent<K extends HashKind>(
  content: Content,
  kinds: readonly K[],
): Promise<Record<K, string>> {
  const hashers = kinds.map((kind): [K, Hasher] => [kind, createHasher(kind, content.size)])
  let sinceTurn = 0
  for (const chunk of readContent(content)) {
    for (const [, hasher] of hashers) hasher.update(chunk)
    sinceTurn += chunk.length
    if (sinceTurn >= bytesPerTurn) {
      sinceTurn = 0
      await setImmediate()
    }
  }
  return Object.fromEntries(hashers.map(([kind, hasher]) => [kind, hasher.digest()])) as Record<K, string>
}

function createHasher(kind: HashKind, size: number): Hasher {
  switch (kind) {
    case 'sha256': {
      const hash = createHash('sha256')
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') }
    }
    case 'gitSha1': {
      const hash = createHash('sha1').update(`blob ${size}\0`)
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') }
    }
    case 'crc32': {
      let crc = 0
      return { update: (chunk) => void (crc = crc32(chunk, crc)), digest: () => crc.toString(16).padStart(8, '0') }
    }
  }
}

/** The git blob id of a text, lower-case hex. */
export function gitBlobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest('hex')
}

/** The text that git keeps in place of a large file. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export function lfsPointer(sha256: string, size: number): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`
}
