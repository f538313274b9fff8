import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'

import type { IndexRow } from '../indexRow.ts'
import { createIndexRunner } from './createIndexRunner.ts'
import type { IndexAnswer, IndexOrder, IndexSettings, IndexTask } from './indexMessages.ts'

const threads = 2
/** Most of what is made lives for one model only; in a larger nursery it dies before anybody has to move it. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 }
/** So many that messages cost little, so few that both threads have something to do until the end. */
const tasksAtOnce = 100
/** Orders that a thread has at a time: one that it works on, one that waits. */
const ordersAtOnce = 2
/** Up to here one thread is quicker than starting two. */
const fewTasks = 500
/** Up to here even one thread takes longer to start than the work takes. */
const veryFewTasks = 32

interface IndexRun {
  tasks: readonly IndexTask[]
  root: string
  now: number
  signal?: AbortSignal | undefined
  /** Called in any order, as models are written. */
  onRows(rows: IndexRow[]): void
  onFailed(failed: IndexAnswer['failed']): void
}

interface IndexedLibrary extends Pick<IndexSettings, 'directory'> {
  /** Names of folders that models have, in lower case; asked when there is something to do. */
  taken(): ReadonlySet<string>
}

/** The threads that identify the models of one scan and write their folders. */
export interface Indexers {
  /** Starts the threads for about so many models, so that they are ready when the models are known. */
  prepare(models: number): void
  /**
   * Identifies models and writes their folders. When it is aborted, what was begun is finished and told first, so that the
   * index knows every folder that was written.
   *
   * @throws the signal's reason; an error when a thread broke
   */
  run(run: IndexRun): Promise<void>
  /** Ends the threads. */
  close(): Promise<void>
}

export function createIndexers(library: IndexedLibrary): Indexers {
  let workers: StartedWorker[] = []

  return {
    prepare,
    async run(run) {
      run.signal?.throwIfAborted()
      if (run.tasks.length === 0) return
      if (run.tasks.length <= veryFewTasks && workers.length === 0) {
        const { rows, failed } = await createIndexRunner(settingsFor(library))({
          batch: 0,
          ...run,
          tasks: [...run.tasks],
        })
        run.onRows(rows)
        run.onFailed(failed)
        return
      }
      const orders = createOrders(run)
      prepare(run.tasks.length)
      await Promise.all(workers.map((worker) => feed(worker, orders, run)))
      run.signal?.throwIfAborted()
    },
    async close() {
      const ending = workers
      workers = []
      await Promise.all(ending.map(({ worker }) => worker.terminate()))
    },
  }

  function prepare(models: number): void {
    if (models <= veryFewTasks) return
    const wanted = models > fewTasks ? threads : 1
    while (workers.length < wanted) workers.push(startWorker(library))
  }
}

interface StartedWorker {
  worker: Worker
  /** Of a thread that broke before anybody fed it. */
  failure?: Error
}

function startWorker(library: IndexedLibrary): StartedWorker {
  const worker = new Worker(new URL('./indexWorker.ts', import.meta.url), {
    workerData: settingsFor(library),
    resourceLimits,
  })
  const started: StartedWorker = { worker }
  worker.on('error', (error) => (started.failure = toError(error)))
  worker.on('exit', () => (started.failure ??= new Error('The thread that identifies models ended.')))
  return started
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** Each thread marks the files that it writes by a token of its own. */
function settingsFor({ directory, taken }: IndexedLibrary): IndexSettings {
  return { directory, taken: taken(), token: randomBytes(8).toString('hex') }
}

function* createOrders({ tasks, root, now, signal }: IndexRun): Generator<IndexOrder, void, undefined> {
  for (let batch = 0, start = 0; start < tasks.length; batch++, start += tasksAtOnce) {
    if (signal?.aborted) return
    yield { batch, root, now, tasks: tasks.slice(start, start + tasksAtOnce) }
  }
}

function feed(started: StartedWorker, orders: Iterator<IndexOrder>, run: IndexRun): Promise<void> {
  const { worker } = started
  return new Promise((resolve, reject) => {
    if (started.failure) throw started.failure
    let open = 0
    worker.on('error', (error) => reject(toError(error)))
    worker.on('exit', () => reject(started.failure ?? new Error('The thread that identifies models ended.')))
    worker.on('message', (answer: IndexAnswer) => {
      open--
      try {
        run.onRows(answer.rows)
        run.onFailed(answer.failed)
        give()
      } catch (error) {
        reject(toError(error))
      }
    })
    give()

    function give(): void {
      while (open < ordersAtOnce) {
        const next = orders.next()
        if (next.done) break
        open++
        worker.postMessage(next.value, [])
      }
      if (open === 0) resolve()
    }
  })
}
