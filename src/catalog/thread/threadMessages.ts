import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { ImportReport } from '../bundle/importCatalog.ts'
import type { ImportCounts } from '../bundle/importProgress.ts'
import type { IndexPiece } from '../index/pieces/indexPiece.ts'
import type { ListedPage } from '../sync/syncPages.ts'
import type { SyncRun } from '../sync/syncRun.ts'
import type { Failure } from './failure.ts'

/** What a thread that writes needs to begin. */
export interface ThreadOrder {
  /** See Database.location. */
  location: string
  /** See openAnnounced. */
  announced: SharedArrayBuffer
}

/** What it can do, one after the other. */
export type ThreadTask =
  | { kind: 'import'; path: string; modelsPerTransaction: number | undefined }
  /** `lines` are the page's records; see prepareLines. */
  | { kind: 'page'; run: SyncRun; page: Omit<ListedPage, 'records'>; lines: Uint8Array<ArrayBuffer> }

/** What it is told; the time comes along, since a clock cannot. */
export type ThreadCommand =
  | { kind: 'do'; task: ThreadTask; now: UtcMilliseconds }
  /** A piece was taken in. */
  | { kind: 'taken'; now: UtcMilliseconds }
  /** The import that goes on is not wanted any more. */
  | { kind: 'stop' }
  /** Nothing more comes: hand over what there is, and end. */
  | { kind: 'end' }

/** A task that was done. */
export type TaskResult =
  | { kind: 'imported'; counts: ImportCounts }
  /** The run behind the page. */
  | { kind: 'written'; run: SyncRun }

/** What it tells. A piece is answered by `taken`; a task has a result, or has failed. */
export type ThreadNews =
  | TaskResult
  | { kind: 'failed'; failure: Failure }
  | { kind: 'piece'; piece: IndexPiece }
  | { kind: 'progress'; report: ImportReport }
  /** Every piece was handed over; what follows matters to nobody who searches. */
  | { kind: 'ended' }
