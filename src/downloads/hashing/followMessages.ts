import type { Digests, DigestName } from './digests.ts'

/** What a thread that follows files is told. */
export type FollowOrder =
  | { kind: 'open'; id: number; path: string; digests: readonly DigestName[] }
  /** The first `to` bytes are in the file. */
  | { kind: 'advance'; id: number; to: number }
  /** Tell the digests once all of them are read. */
  | { kind: 'finish'; id: number }
  | { kind: 'close'; id: number }

/** What it answers. */
export type FollowAnswer =
  | { id: number; kind: 'read'; bytes: number }
  | { id: number; kind: 'finished'; digests: Digests }
  | { id: number; kind: 'failed'; message: string; code: string | undefined }
