import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'

import type { IndexRow } from '../indexRow.ts'
import { createIndexRunner } from './createIndexRunner.ts'
import type { IndexAnswer, IndexOrder, IndexSettings, IndexTask } from './indexMessages.ts'

const threads = 2
/** Most of what is made lives for one model only; in a larger nursery it dies before anybody has to move it. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 }
/** So many that messages cost nothing, so few that both threads have something to do until the end. */
const tasksAtOnce = 250
/** Orders that a thread has at a time: one that it works on, one that waits. */
const ordersAtOnce = 2
/** Up to here one thread is quicker than starting two. */
const fewTasks = 500
/** Up to here even one thread takes longer to start than the work takes. */
const veryFewTasks = 32

export interface IndexRun {
  tasks: readonly IndexTask[]
  root: string
  now: number
  signal?: AbortSignal | undefined
  /** Called in any order, as models are written. */
  onRows(rows: IndexRow[]): void
  onFailed(failed: IndexAnswer['failed']): void
}

/**
 * Identifies models and writes their folders in threads. When it is aborted, what was begun is finished and told first, so
 * that the index knows every folder that was written.
 *
 * @throws the signal's reason; an error when a thread broke
 */
export async function runIndexers(library: Omit<IndexSettings, 'token'>, run: IndexRun): Promise<void> {
  run.signal?.throwIfAborted()
  if (run.tasks.length === 0) return
  if (run.tasks.length <= veryFewTasks) {
    const { rows, failed } = await createIndexRunner(withToken(library))({ batch: 0, ...run, tasks: [...run.tasks] })
    run.onRows(rows)
    run.onFailed(failed)
    return
  }
  const orders = createOrders(run)
  const wanted = run.tasks.length > fewTasks ? threads : 1
  const workers = Array.from(
    { length: wanted },
    () => new Worker(new URL('./indexWorker.ts', import.meta.url), { workerData: withToken(library), resourceLimits }),
  )
  try {
    await Promise.all(workers.map((worker) => feed(worker, orders, run)))
    run.signal?.throwIfAborted()
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** Each thread marks the files that it writes by a token of its own. */
function withToken(library: Omit<IndexSettings, 'token'>): IndexSettings {
  return { ...library, token: randomBytes(8).toString('hex') }
}

function* createOrders({ tasks, root, now, signal }: IndexRun): Generator<IndexOrder, void, undefined> {
  for (let batch = 0, start = 0; start < tasks.length; batch++, start += tasksAtOnce) {
    if (signal?.aborted) return
    yield { batch, root, now, tasks: tasks.slice(start, start + tasksAtOnce) }
  }
}

function feed(worker: Worker, orders: Iterator<IndexOrder>, run: IndexRun): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = 0
    worker.on('error', (error) => reject(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => reject(new Error('The thread that identifies models ended.')))
    worker.on('message', (answer: IndexAnswer) => {
      open--
      try {
        run.onRows(answer.rows)
        run.onFailed(answer.failed)
        give()
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
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
