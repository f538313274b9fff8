import type { ByteSource } from './byteSource.ts'

/**
 * Bytes from front to back, in memory of a few hundred kilobytes whatever the input's size. What is `ready` can be
 * taken without waiting, so that walking over millions of small values costs no promise each.
 */
export interface ByteStream {
  /** Bytes taken or skipped so far. */
  position(): number
  /** Bytes that can be taken at once. */
  ready(): number
  /** Waits until `count` bytes are ready; false when the input ends before that. At most 1 MiB. */
  fill(count: number): Promise<boolean>
  /** The next byte. Only when one is ready. */
  byte(): number
  /** The next `count` bytes, to be used before the next `fill` or `skip`. Only when they are ready. */
  take(count: number): Buffer
  /** The bytes that are ready, without taking them. */
  peek(): Buffer
  /** Passes over `count` bytes; false when the input ends before that. In a source they are not read. */
  skip(count: number): Promise<boolean>
  /** Gives back what the stream holds. May be called twice. */
  close(): void
}

const chunkBytes = 256 * 1024

/** The bytes of a source from `start` on. */
export function streamSource(source: ByteSource, start = 0): ByteStream {
  let next = Math.min(start, source.size)
  return createByteStream({
    async read() {
      const chunk = await source.read(next, Math.min(chunkBytes, source.size - next))
      next += chunk.length
      return chunk
    },
    jump(count) {
      if (count > source.size - next) return false
      next += count
      return true
    },
    close() {},
  })
}

/** Where a stream has its bytes from. */
export interface ByteInput {
  /** The next bytes, an empty buffer at the end. */
  read(): Promise<Buffer>
  /** Passes over bytes unread; false when there are fewer. Undefined when they must be read to be passed over. */
  jump: ((count: number) => boolean) | undefined
  close(): void
}

export function createByteStream(input: ByteInput): ByteStream {
  let window: Buffer = Buffer.alloc(0)
  let offset = 0
  let before = 0

  async function fill(count: number): Promise<boolean> {
    while (window.length - offset < count) {
      const chunk = await input.read()
      if (chunk.length === 0) return false
      before += offset
      window = offset === window.length ? chunk : Buffer.concat([window.subarray(offset), chunk])
      offset = 0
    }
    return true
  }

  function take(count: number): Buffer {
    offset += count
    return window.subarray(offset - count, offset)
  }

  async function skip(count: number): Promise<boolean> {
    let left = count
    for (;;) {
      const now = Math.min(left, window.length - offset)
      offset += now
      left -= now
      if (left === 0) return true
      if (input.jump) {
        if (!input.jump(left)) return false
        before += left
        return true
      }
      if (!(await fill(1))) return false
    }
  }

  return {
    position: () => before + offset,
    ready: () => window.length - offset,
    fill,
    byte: () => window[offset++] ?? 0,
    take,
    peek: () => window.subarray(offset),
    skip,
    close: () => input.close(),
  }
}
