/** Takes the bytes of one stream, from one place of the file on. */
export interface PartWriter {
  /** Takes the next bytes, by copy. Resolves when more may come: two batches wait for the disk at most. */
  append(chunk: Buffer): Promise<void>
  /** Takes the next bytes without copying them. Resolves when they are written, and the memory can be used again. */
  take(bytes: Buffer): Promise<void>
  /** Hands what is left to the disk. */
  end(): Promise<void>
  /** What was handed to the disk is there, or could not be written. */
  readonly settled: Promise<void>
}

/**
 * @param options.from the place of the first byte
 * @param options.capacity bytes that are handed to the disk at once
 * @param options.before nothing is written before this
 * @param options.write puts bytes at a place of the file
 * @param options.onBytes told of bytes that came, with their place, before they are written
 */
export function createPartWriter(options: {
  from: number
  capacity: number
  before: Promise<void>
  write: (bytes: Buffer, at: number) => Promise<void>
  onBytes: (at: number, length: number) => void
}): PartWriter {
  const { capacity, write, onBytes } = options
  let batch: Buffer | undefined
  let spare: Buffer | undefined
  let batched = 0
  let position = options.from
  let settled = options.before

  async function writeAfter(before: Promise<void>, bytes: Buffer, at: number): Promise<void> {
    await before
    await write(bytes, at)
  }

  async function writeAndKeep(full: Buffer, size: number, at: number): Promise<void> {
    await write(full.subarray(0, size), at)
    spare = full
  }

  function follow(writing: Promise<void>): void {
    settled = writing
    // Whoever awaits it next gets the failure; until then it must not count as unhandled.
    writing.catch(() => {})
  }

  /** Hands the batch to the disk once the one before is there: reading goes on meanwhile. */
  async function writeBatch(): Promise<void> {
    await settled
    if (!batch || batched === 0) return
    const [full, at, size] = [batch, position, batched]
    batch = spare
    spare = undefined
    batched = 0
    position += size
    follow(writeAndKeep(full, size, at))
  }

  return {
    get settled() {
      return settled
    },
    async append(chunk) {
      onBytes(position + batched, chunk.length)
      for (let at = 0; at < chunk.length;) {
        batch ??= Buffer.allocUnsafeSlow(capacity)
        const size = chunk.copy(batch, batched, at, at + capacity - batched)
        batched += size
        at += size
        if (batched === capacity) await writeBatch()
      }
    },
    async take(bytes) {
      const at = position
      position += bytes.length
      onBytes(at, bytes.length)
      // Writes of one stream may overtake each other, but not what has to come before.
      const mine = writeAfter(options.before, bytes, at)
      const all = Promise.all([settled, mine]).then(() => undefined)
      follow(all)
      await mine
    },
    async end() {
      await writeBatch()
      await settled
    },
  }
}
