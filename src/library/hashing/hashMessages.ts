/** A file as it was when somebody asked for its hashes. */
export interface HashOrder {
  id: number
  /** Absolute. */
  location: string
  /** Bytes. */
  size: number
  /** Modification time, ms. */
  mtimeMs: number
}

export type HashAnswer =
  | { kind: 'bytes'; id: number; bytes: number }
  /** Lower-case hex. */
  | { kind: 'hashed'; id: number; sha256: string; blake3: string }
  /** The file is not, or no longer, as it was asked for, or cannot be read. */
  | { kind: 'failed'; id: number; reason: string; code: string | undefined }
