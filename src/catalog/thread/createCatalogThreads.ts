import { Worker } from 'node:worker_threads'

import { sql } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { Clock } from '../../foundation/time.ts'
import type { ImportReport } from '../bundle/importCatalog.ts'
import { openAnnounced } from '../index/catchUp/announced.ts'
import type { LocalSearchIndex } from '../index/createSearchIndex.ts'
import type { IndexPiece } from '../index/pieces/indexPiece.ts'
import { type Failure, toError } from './failure.ts'
import type { TaskResult, ThreadCommand, ThreadNews, ThreadOrder, ThreadTask } from './threadMessages.ts'

export interface ThreadParts {
  database: Database
  /** See Database.location. */
  location: string
  index: LocalSearchIndex
  clock: Clock
  /** Told of what goes on when a thread has done its work. */
  behind(work: Promise<unknown>): void
}

/** A thread that writes, with a connection to the database of its own, while this one goes on answering. */
interface CatalogThread {
  /**
   * One at a time. What was written becomes searchable within a second or so.
   * @throws what the task throws; Error when the thread has ended
   */
  do(task: ThreadTask, listeners?: TaskListeners): Promise<TaskResult>
  /** All that was written is searchable when this ends. To be called whatever happened. */
  end(): Promise<void>
}

interface TaskListeners {
  signal?: AbortSignal | undefined
  onProgress?: ((report: ImportReport) => void) | undefined
}

export interface CatalogThreads {
  /**
   * @param onTaken told of a piece that is searchable
   * @throws WeighthouseError CONFLICT while an import fills the catalog in this thread
   */
  start(onTaken?: (piece: IndexPiece) => void): Promise<CatalogThread>
}

/** The threads that write one catalog. */
export function createCatalogThreads({ database, location, index, clock, behind }: ThreadParts): CatalogThreads {
  let running = 0

  /**
   * Leaves it to the threads to bring the log into a SQLite database: they let it grow, and the first small write of this
   * connection would have to do it all.
   */
  async function mindLog(): Promise<void> {
    if (database.engine !== 'sqlite') return
    await sql.raw(`PRAGMA wal_autocheckpoint = ${running === 0 ? 1000 : 0}`).execute(database.kysely)
  }

  return {
    async start(onTaken) {
      const announced = openAnnounced()
      const load = await index.startPieces(announced)
      running++
      const order: ThreadOrder = { location, announced: announced.shared }
      const thread = runThread(order, clock, async (piece) => {
        await load.take(piece)
        onTaken?.(piece)
      })
      behind(
        thread.exited.then(() => {
          running--
          return mindLog()
        }),
      )
      try {
        await mindLog()
      } catch (error) {
        await thread.end()
        await load.finish()
        throw error
      }
      return {
        do: thread.do,
        async end() {
          try {
            await thread.end()
          } finally {
            await load.finish()
          }
        },
      }
    },
  }
}

interface RunningThread extends CatalogThread {
  /** When it is gone, and its connection with it. */
  exited: Promise<void>
}

function runThread(order: ThreadOrder, clock: Clock, take: (piece: IndexPiece) => Promise<void>): RunningThread {
  const worker = new Worker(new URL(import.meta.resolve('./catalogThread.ts')), {
    workerData: order,
    name: 'writes models',
  })
  const tell = (command: ThreadCommand) => worker.postMessage(command, [])
  const handedOver = Promise.withResolvers<void>()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let taking: Promise<unknown> = Promise.resolve()
  let asked: { task: PromiseWithResolvers<TaskResult>; listeners: TaskListeners } | undefined
  let broken: unknown

  function takeIn(piece: IndexPiece): void {
    taking = taking.then(() => take(piece)).then(() => tell({ kind: 'taken', now: clock() }))
    taking.catch((error: unknown) => {
      fail(error)
      void worker.terminate()
    })
  }
  function fail(error: unknown): void {
    broken ??= error
    asked?.task.reject(error)
    handedOver.resolve()
  }
  function refuse(failure: Failure): void {
    const { signal } = asked?.listeners ?? {}
    asked?.task.reject(toError(failure, signal?.aborted ? signal.reason : undefined))
  }
  worker.on('message', (news: ThreadNews) => {
    switch (news.kind) {
      case 'piece':
        return takeIn(news.piece)
      case 'progress':
        return asked?.listeners.onProgress?.(news.report)
      case 'failed':
        return refuse(news.failure)
      case 'ended':
        return handedOver.resolve()
      case 'imported':
      case 'written':
        return asked?.task.resolve(news)
    }
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('The thread that writes has ended.')))

  return {
    exited,
    async do(task, listeners = {}) {
      if (broken !== undefined) throw broken
      const { signal } = listeners
      const stop = () => tell({ kind: 'stop' })
      const mine = { task: Promise.withResolvers<TaskResult>(), listeners }
      asked = mine
      worker.postMessage({ kind: 'do', task, now: clock() } satisfies ThreadCommand, buffersOf(task))
      signal?.addEventListener('abort', stop)
      if (signal?.aborted) stop()
      try {
        return await mine.task.promise
      } finally {
        signal?.removeEventListener('abort', stop)
        asked = undefined
      }
    },
    async end() {
      tell({ kind: 'end' })
      await handedOver.promise
      await taking
    },
  }
}

/** What is handed over, and not copied. */
function buffersOf(task: ThreadTask): ArrayBuffer[] {
  return task.kind === 'page' ? [task.lines.buffer] : []
}
