import { setImmediate } from 'node:timers/promises'

/** Lets other work of the process run after every so many calls; until then it costs nothing. */
export function pauseEvery(calls: number): () => Promise<void> | undefined {
  let count = 0
  return () => (++count % calls === 0 ? setImmediate() : undefined)
}
