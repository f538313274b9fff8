import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * Hashes that files of models are known by, besides sha256. As CivitAI names them: `autov1` is of 64 KiB in the middle,
 * `autov3` of the tensors of a safetensors file, without its header. AutoV2 is the beginning of the sha256.
 */
export const digestNames = ['sha256', 'blake3', 'crc32', 'autov1', 'autov3'] as const
export type DigestName = (typeof digestNames)[number]

/** Lower-case hex digits; `autov1` 8 of them, `crc32` 8, the others 64. Undefined where a file is too short for one. */
export type Digests = Partial<Record<DigestName, string | undefined>>

/** Takes a file's bytes from the first to the last. */
export interface Digest {
  update(bytes: Buffer): void
  /** Nothing can be added afterwards. */
  finish(): string | undefined
}

const autoV1Start = 0x100000
const autoV1End = 0x110000
const autoV1Digits = 8
/** A safetensors file begins with the length of its header, eight bytes, little endian. */
const lengthBytes = 8
const longestHeader = 100_000_000

export async function createDigest(name: DigestName): Promise<Digest> {
  switch (name) {
    case 'sha256':
      return createSha256()
    case 'blake3':
      return createBlake3()
    case 'crc32':
      return createCrc32()
    case 'autov1':
      return createAutoV1()
    case 'autov3':
      return createAutoV3()
  }
}

function createSha256(): Digest {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), finish: () => hash.digest('hex') }
}

/** Loaded when it is asked for: a native part that most downloads do without. */
async function createBlake3(): Promise<Digest> {
  const { Blake3Hasher } = await import('@napi-rs/blake-hash')
  const hash = new Blake3Hasher()
  return { update: (bytes) => void hash.update(bytes), finish: () => hash.digest('hex') }
}

function createCrc32(): Digest {
  let value = 0
  return {
    update: (bytes) => {
      value = crc32(bytes, value)
    },
    finish: () => value.toString(16).padStart(8, '0'),
  }
}

function createAutoV1(): Digest {
  const hash = createHash('sha256')
  let at = 0
  return {
    update: (bytes) => {
      const from = Math.max(0, autoV1Start - at)
      const to = Math.min(bytes.length, autoV1End - at)
      if (from < to) hash.update(bytes.subarray(from, to))
      at += bytes.length
    },
    finish: () => (at > autoV1Start ? hash.digest('hex').slice(0, autoV1Digits) : undefined),
  }
}

function createAutoV3(): Digest {
  const hash = createHash('sha256')
  const head = Buffer.alloc(lengthBytes)
  let at = 0
  let start = lengthBytes
  return {
    update: (bytes) => {
      if (at < lengthBytes) {
        bytes.copy(head, at, 0, lengthBytes - at)
        if (at + bytes.length >= lengthBytes) start = lengthBytes + Number(head.readBigUInt64LE())
      }
      const from = Math.max(0, start - at)
      if (at + bytes.length > lengthBytes && from < bytes.length) hash.update(bytes.subarray(from))
      at += bytes.length
    },
    finish: () => (at > start && start <= longestHeader ? hash.digest('hex') : undefined),
  }
}
