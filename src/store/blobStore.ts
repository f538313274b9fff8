import type { Readable } from 'node:stream'

/** A blob that the store holds. */
export interface BlobInfo {
  /** 64 lower-case hex digits. */
  sha256: string
  /** Bytes. */
  size: number
}

/**
 * Bytes named by their sha256.
 *
 * - A blob is either wholly there or not there: `commitFile` is atomic and durable (fsync before rename, then the
 *   folder), so after a crash at any moment `stat` never shows a half blob.
 * - Every method may be called twice with the same result; committing a blob that exists discards the second copy.
 * - Blobs are read-only. Nothing but `delete` removes one.
 * - A digest that is not 64 lower-case hex digits never touches a path: INVALID_ARGUMENT.
 *
 * Errors: VERIFICATION_FAILED from `commitFile` when the size differs, INVALID_ARGUMENT when the file does not lie in the
 * incoming folder; NOT_FOUND and INVALID_ARGUMENT from `read`. What the disk refuses comes as the system's own error
 * (ENOSPC, EACCES, …), which becomes DISK_FULL or PERMISSION_DENIED at the edge.
 */
export interface BlobStore {
  stat(sha256: string): Promise<BlobInfo | undefined>
  /**
   * Takes a finished file of the incoming folder into the store. The caller has verified its hash while writing; the
   * size is checked again here. The file at `path` is gone afterwards; when the commit fails it is still there, and
   * the caller decides what becomes of it.
   */
  commitFile(path: string, blob: BlobInfo): Promise<BlobInfo>
  /**
   * The bytes, or the part from `start` to `end` (inclusive, bytes). A blob that is not there makes the stream fail
   * with NOT_FOUND before its first byte; a range that is none is INVALID_ARGUMENT at once.
   */
  read(sha256: string, range?: { start: number; end: number }): Readable
  /** The blob's path on this machine, to link or open it; undefined when the store is elsewhere. */
  localPath(sha256: string): string | undefined
  /** Every blob, in no order, streamed. */
  list(): AsyncGenerator<BlobInfo, void, undefined>
  /** Removes one blob; false when it was not there. */
  delete(sha256: string): Promise<boolean>
  /** The folder for partial downloads and their journals; on the same file system as local blobs. */
  readonly incomingDirectory: string
}
