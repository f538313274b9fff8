import { readFileSync } from 'node:fs'

import { bufferSource, type ByteSource } from '../../formats/bytes/byteSource.ts'
import { openFileSource } from '../../formats/bytes/openFileSource.ts'
import type { BlobStore } from '../../store/blobStore.ts'

type OpenSource = ByteSource & { close(): Promise<void> }

/** Smaller ones are read in one go. */
const wholeBytes = 64 * 1024
/** Of a blob that is elsewhere, so much is fetched at a time. */
const windowBytes = 1024 * 1024

/**
 * Opens a blob to read it at any place. Close it.
 * @throws ENOENT, or while reading WeighthouseError NOT_FOUND, when it is not in the store
 */
export async function openBlobSource(
  store: Pick<BlobStore, 'localPath' | 'read'>,
  blob: { sha256: string; size: number },
): Promise<OpenSource> {
  const path = store.localPath(blob.sha256)
  if (path === undefined) return remoteSource(store, blob)
  if (blob.size > wholeBytes) return openFileSource(path)
  // A model may have ten thousand small files, which came a moment ago: waiting for each takes longer than reading it.
  return { ...bufferSource(readFileSync(path)), close: async () => {} }
}

/** Keeps the last window: headers and directories are read in many small steps that lie close together. */
function remoteSource(store: Pick<BlobStore, 'read'>, { sha256, size }: { sha256: string; size: number }): OpenSource {
  let start = 0
  let window: Buffer = Buffer.alloc(0)
  return {
    size,
    close: async () => {},
    async read(offset, length) {
      const end = Math.min(offset + length, size)
      if (offset >= end) return Buffer.alloc(0)
      if (offset < start || end > start + window.length) {
        const chunks: Buffer[] = []
        const range = { start: offset, end: Math.min(Math.max(end, offset + windowBytes), size) - 1 }
        for await (const chunk of store.read(sha256, range)) chunks.push(Buffer.from(chunk))
        window = Buffer.concat(chunks)
        start = offset
      }
      return window.subarray(offset - start, end - start)
    },
  }
}
