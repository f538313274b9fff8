/** What a program did to the disk; `at` and `ended` are ticks of one clock. Files have numbers, since names change. */
export type DiskEvent =
  | { kind: 'create'; at: number; path: string; file: number }
  | { kind: 'truncate'; at: number; file: number; size: number }
  | { kind: 'write'; at: number; ended: number; file: number; start: number; bytes: Uint8Array }
  /** fsync; `all` is syncfs. */
  | { kind: 'sync'; at: number; ended: number; file: number | 'all' }
  | { kind: 'rename'; at: number; from: string; to: string }
  | { kind: 'link'; at: number; from: string; to: string }
  | { kind: 'remove'; at: number; path: string }
  | { kind: 'makeFolder'; at: number; path: string }
