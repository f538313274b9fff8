/** Bytes that can be read from any place: a file, or several that are one after the other. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /** Exactly these bytes. Whoever asks stays below `size`; a source that became shorter meanwhile rejects. */
  read(position: number, length: number): Promise<Buffer>
}

const chunkBytes = 1024 * 1024

/** The bytes of a part of a source, a megabyte at a time. */
export async function* readChunks(
  source: ByteSource,
  { position, length }: { position: number; length: number },
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  for (let done = 0; done < length;) {
    signal?.throwIfAborted()
    const chunk = await source.read(position + done, Math.min(chunkBytes, length - done))
    done += chunk.length
    yield chunk
  }
}
