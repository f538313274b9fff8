import { setTimeout as delay } from 'node:timers/promises'

import type { Catalog } from '../../../src/catalog/catalog.ts'
import type { SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import { watchThreads } from './watchThreads.ts'

/** A search every so many milliseconds, whether the one before has answered or not. */
const paceMs = 50

export interface DeltaMeasurement {
  seconds: number
  /** Of each search meanwhile, from the moment when it was due: what a blocked process makes people wait counts. */
  times: number[]
  /** Processor time meanwhile, of all threads and of this one alone. */
  cpuSeconds: number
  threadSeconds: number
  /** Of each thread, by its name; threads of one name together. */
  threads: Map<string, number>
}

/** Runs the import while searches go on at a steady pace, until `isSearchable` says that the last change is found. */
export async function measureDelta(
  catalog: Pick<Catalog, 'search'>,
  options: {
    queries: readonly SearchQuery[]
    importChanges: () => Promise<unknown>
    isSearchable: () => Promise<boolean>
  },
): Promise<DeltaMeasurement> {
  const times: number[] = []
  const asking: Promise<void>[] = []
  const ended = new AbortController()
  const watch = watchThreads()
  const cpuBefore = process.cpuUsage()
  const threadBefore = process.threadCpuUsage()
  const startedAt = performance.now()
  const ask = async (number: number) => {
    const query = options.queries[number % options.queries.length]
    if (query) await catalog.search(query)
    times.push(performance.now() - (startedAt + number * paceMs))
  }
  const asker = async () => {
    for (let number = 0; !ended.signal.aborted; number++) {
      const wait = startedAt + number * paceMs - performance.now()
      if (wait > 0) await delay(wait)
      asking.push(ask(number))
      // As requests that come from a socket: between two of them, others have their turn.
      await new Promise(setImmediate)
    }
  }
  const asked = asker()
  let seconds: number
  let threads = new Map<string, number>()
  try {
    await options.importChanges()
    if (!(await options.isSearchable())) throw new Error('The import has ended, and its last change is not found.')
    seconds = (performance.now() - startedAt) / 1000
  } finally {
    threads = watch.stop()
    ended.abort()
    await asked
    await Promise.all(asking)
  }
  return {
    seconds,
    times,
    cpuSeconds: toSeconds(process.cpuUsage(cpuBefore)),
    threadSeconds: toSeconds(process.threadCpuUsage(threadBefore)),
    threads,
  }
}

/** From microseconds. */
function toSeconds({ user, system }: { user: number; system: number }): number {
  return (user + system) / 1e6
}
