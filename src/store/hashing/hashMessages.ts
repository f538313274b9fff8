/** What a hashing thread is told. One file at a time. */
export type HashOrder = { kind: 'hash'; id: number; path: string } | { kind: 'cancel'; id: number }

/** What it answers: `bytes` now and then, and one of the others at the end. */
export type HashAnswer =
  | { id: number; kind: 'bytes'; bytes: number }
  | { id: number; kind: 'hashed'; sha256: string; size: number }
  | { id: number; kind: 'cancelled' }
  /** `code` is that of a system error, if it was one. */
  | { id: number; kind: 'failed'; code: string | undefined; message: string }
