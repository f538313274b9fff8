import { Worker } from 'node:worker_threads'

import { sql } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { Clock } from '../../foundation/time.ts'
import { openAnnounced } from '../index/catchUp/announced.ts'
import type { LocalSearchIndex } from '../index/createSearchIndex.ts'
import type { ImportOptions } from './importCatalog.ts'
import { type ImportCommand, type ImportNews, type ImportOrder, toError } from './importMessages.ts'
import type { ImportCounts } from './importProgress.ts'

interface ThreadParts {
  database: Database
  /** See Database.location. */
  location: string
  index: LocalSearchIndex
  clock: Clock
  /** Done for models whose keys are given, once the index has them; see inheritParameters. */
  inherit(among: Uint32Array): Promise<unknown>
  /** Told of what goes on when the import has ended. */
  behind(work: Promise<unknown>): void
}

/**
 * As importCatalog, in a thread of its own with its own connection: this one goes on answering, and takes what was
 * written into the search index piece by piece. All of it is searchable when this ends, however it ends.
 *
 * @throws WeighthouseError as importCatalog; CONFLICT while the index takes in another import
 */
export async function importByThread(
  { database, location, index, clock, inherit, behind }: ThreadParts,
  path: string,
  { modelsPerTransaction, signal, onProgress }: ImportOptions,
): Promise<ImportCounts> {
  const announced = openAnnounced()
  const load = await index.startPieces(announced)
  let inheriting: Promise<unknown> = Promise.resolve()
  const order: ImportOrder = { location, path, modelsPerTransaction, announced: announced.shared, now: clock() }
  try {
    await leaveLogAlone(database)
    const { counts, ended } = runThread(order, {
      async take(piece) {
        await load.take(piece)
        // Beside the pieces that come: some models inherit from what is in a later one, and are looked at again then.
        for (const { keys } of [piece.segmentNumbers, piece.others]) {
          inheriting = inheriting.then(() => inherit(keys))
        }
        inheriting.catch(() => undefined)
      },
      clock,
      signal,
      onProgress,
    })
    behind(ended.then(() => mindLogAgain(database)))
    return await counts
  } finally {
    await load.finish()
    await inheriting
  }
}

interface Listeners extends Pick<ImportOptions, 'signal' | 'onProgress'> {
  take: (piece: Extract<ImportNews, { kind: 'piece' }>['piece']) => Promise<void>
  clock: Clock
}

/** @returns its result, and when the thread has ended and its connection with it */
function runThread(
  order: ImportOrder,
  { take, clock, signal, onProgress }: Listeners,
): { counts: Promise<ImportCounts>; ended: Promise<void> } {
  const worker = new Worker(new URL(import.meta.resolve('./importThread.ts')), { workerData: order })
  const tell = (command: ImportCommand) => worker.postMessage(command, [])
  const stop = () => tell({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  let taking: Promise<unknown> = Promise.resolve()
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const counts = new Promise<ImportCounts>((resolve, reject) => {
    worker.on('message', (news: ImportNews) => {
      switch (news.kind) {
        case 'piece':
          taking = taking.then(() => take(news.piece)).then(() => tell({ kind: 'taken', now: clock() }))
          taking.catch((error: unknown) => {
            reject(error)
            void worker.terminate()
          })
          break
        case 'progress':
          onProgress?.(news.report)
          break
        case 'done':
          taking.then(() => resolve(news.counts), reject)
          break
        case 'failed': {
          const error = toError(news.failure, signal?.aborted ? signal.reason : undefined)
          taking.then(() => reject(error), reject)
          break
        }
      }
    })
    worker.on('error', reject)
    // Nothing more comes, so this is too late for whoever has an answer.
    worker.on('exit', () => {
      signal?.removeEventListener('abort', stop)
      taking.then(() => reject(new Error('The thread that imports has ended.')), reject)
    })
  })
  return { counts, ended }
}

/**
 * Leaves it to the thread to bring the log into a SQLite database: it lets the log grow, and the first small write of
 * this connection would have to do it all.
 */
async function leaveLogAlone({ engine, kysely }: Database): Promise<void> {
  if (engine === 'sqlite') await sql.raw('PRAGMA wal_autocheckpoint = 0').execute(kysely)
}

async function mindLogAgain({ engine, kysely }: Database): Promise<void> {
  if (engine === 'sqlite') await sql.raw('PRAGMA wal_autocheckpoint = 1000').execute(kysely)
}
