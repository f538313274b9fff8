import type { Clock, UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { Source } from '../../sources/source.ts'

/** How long an answer is good. */
const freshMs = 60_000

/** Whether a source answers, and since when that is known. */
interface SourceReachability {
  source: SourceName
  reachable: boolean
  /** Why not; empty when it is. */
  reason: string
  checkedAt: UtcMilliseconds
}

export interface SourceProbe {
  /**
   * What is known of each source. Asks again what is older than a minute, but answers within three seconds: a source
   * that is slower counts as unreachable until it has answered.
   */
  check(): Promise<SourceReachability[]>
}

export type ProbedSource = Pick<Source, 'name' | 'probe'>

export interface SourceProbeOptions {
  sources: () => Iterable<ProbedSource>
  clock: Clock
  /** How long `check` waits at most, in milliseconds. */
  patienceMs?: number
}

export function createSourceProbe({ sources, clock, patienceMs = 3_000 }: SourceProbeOptions): SourceProbe {
  const known = new Map<SourceName, SourceReachability>()
  const asking = new Map<SourceName, Promise<void>>()

  async function ask(source: ProbedSource): Promise<void> {
    const { reachable, reason } = await source.probe()
    known.set(source.name, {
      source: source.name,
      reachable,
      reason: reachable ? '' : (reason ?? ''),
      checkedAt: clock(),
    })
  }

  /** One probe of a source at a time, however many ask. */
  function askOnce(source: ProbedSource): Promise<void> {
    const running = asking.get(source.name)
    if (running) return running
    const started = ask(source).finally(() => asking.delete(source.name))
    asking.set(source.name, started)
    return started
  }

  return {
    async check() {
      const all = [...sources()]
      const stale = all.filter(({ name }) => clock() - (known.get(name)?.checkedAt ?? -Infinity) > freshMs)
      const asked = Promise.all(stale.map(askOnce))
      // Answers that come later are kept for the next check; what they throw is thrown there.
      asked.catch(() => {})
      await waitAtMost(asked, patienceMs)
      return all.map(
        ({ name }) =>
          known.get(name) ?? {
            source: name,
            reachable: false,
            reason: `It has not answered within ${patienceMs / 1000} seconds.`,
            checkedAt: clock(),
          },
      )
    },
  }
}

async function waitAtMost(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
