import type { Readable } from 'node:stream'

import type { UtcMilliseconds } from '../foundation/time.ts'

/** A blob that the store holds. */
export interface BlobInfo {
  /** 64 lower-case hex digits. */
  sha256: string
  /** Bytes. */
  size: number
}

/** A blob as a listing shows it. */
export interface ListedBlob extends BlobInfo {
  /** When its last byte came. */
  storedAt: UtcMilliseconds
  /** How many names outside of the store share its bytes: hard links in the library, and those of the user. */
  links: number
}

/**
 * Where blobs go that are blobs no longer. `trash`: nobody needs it, and `emptyTrash` removes it; `quarantine`: its bytes
 * are not what its name says, and people may want to look at it, so nothing here ever removes it.
 */
type AsidePlace = 'trash' | 'quarantine'

/** A blob that was set aside. */
export interface AsideBlob extends BlobInfo {
  /** Where it lies: a path of this machine, or an address in the bucket. */
  place: string
}

/** A blob in memory. */
export interface SmallBlob {
  sha256: string
  bytes: Buffer
}

/**
 * Bytes named by their sha256.
 *
 * - A blob is either wholly there or not there: `commitFile` is atomic and durable (fsync before rename, then the
 *   folder; on S3 an upload that is completed at once), so after a crash at any moment `stat` never shows a half blob.
 * - Every method may be called twice with the same result; committing a blob that exists discards the second copy.
 * - Blobs are read-only. Nothing but `delete` and `setAside` removes one.
 * - A digest that is not 64 lower-case hex digits never touches a path: INVALID_ARGUMENT.
 *
 * Errors: VERIFICATION_FAILED from `commitFile` when the size differs, INVALID_ARGUMENT when the file does not lie in the
 * incoming folder; NOT_FOUND and INVALID_ARGUMENT from `read` and `hash`. What the disk refuses comes as the system's own
 * error (ENOSPC, EACCES, …), which becomes DISK_FULL or PERMISSION_DENIED at the edge; a bucket that cannot be reached is
 * STORE_UNREACHABLE, one that refuses is PERMISSION_DENIED.
 */
export interface BlobStore {
  stat(sha256: string): Promise<BlobInfo | undefined>
  /**
   * Takes a finished file of the incoming folder into the store. The caller has verified its hash while writing; the
   * size is checked again here. The file at `path` is gone afterwards; when the commit fails it is still there, and
   * the caller decides what becomes of it. On S3, a commit that was cut off goes on where it stopped.
   */
  commitFile(path: string, blob: BlobInfo): Promise<BlobInfo>
  /**
   * Takes blobs of some kilobytes into the store, many at once, which takes far less time than one after the other. The
   * caller has verified the hashes. All of them are there, and durable, when it resolves; after a crash or a failure some
   * may be there, each of them whole.
   */
  putSmall(blobs: readonly SmallBlob[]): Promise<BlobInfo[]>
  /**
   * The bytes, or the part from `start` to `end` (inclusive, bytes). A blob that is not there makes the stream fail
   * with NOT_FOUND before its first byte; a range that is none is INVALID_ARGUMENT at once.
   */
  read(sha256: string, range?: { start: number; end: number }): Readable
  /**
   * Reads a blob's bytes, all of them, and tells what they are: the same sha256 and size unless the blob is damaged.
   * Rejects with the signal's reason when aborted.
   */
  hash(sha256: string, options?: HashOptions): Promise<BlobInfo>
  /** The blob's path on this machine, to link or open it; undefined when the store is elsewhere. */
  localPath(sha256: string): string | undefined
  /** Every blob, in no order, streamed. */
  list(): AsyncGenerator<ListedBlob, void, undefined>
  /** Whatever lies among the blobs and is none: a wrong name, a folder, a link. Paths or addresses, streamed. */
  listStrangers(): AsyncGenerator<string, void, undefined>
  /** Removes one blob; false when it was not there. */
  delete(sha256: string): Promise<boolean>
  /**
   * Takes a blob out of the store in one step, without losing its bytes: from then on it is not there. Undefined when it
   * was not there before. On S3 there is no such step: `trash` deletes at once, `quarantine` copies first.
   */
  setAside(sha256: string, place: AsidePlace): Promise<AsideBlob | undefined>
  /** What lies in a place, in no order, streamed. Other files there are passed over. */
  listAside(place: AsidePlace): AsyncGenerator<AsideBlob, void, undefined>
  /**
   * Removes what `setAside` put into the trash, now or before a crash, and uploads that nobody went on with for a week;
   * tells how much that was.
   */
  emptyTrash(): Promise<{ blobs: number; bytes: number }>
  /**
   * Writes down that a house with this id keeps blobs here, once. Whoever collects garbage asks `listHouses` first: a
   * blob that this house does not name may be another's.
   */
  addHouse(id: string, description: string): Promise<void>
  listHouses(): Promise<{ id: string; description: string }[]>
  /** How many blobs are best read at the same time: 1 for a disk that turns. */
  readsAtOnce(): Promise<number>
  /** The folder for partial downloads and their journals; on the same file system as local blobs. */
  readonly incomingDirectory: string
  /** Where it is, for people: a folder or `s3://bucket/prefix`. */
  readonly address: string
  /** Ends what works in the background. May be called twice. */
  close(): Promise<void>
}

export interface HashOptions {
  signal?: AbortSignal | undefined
  /** Called now and then with how many more bytes have been read. */
  onBytes?: ((bytes: number) => void) | undefined
}
