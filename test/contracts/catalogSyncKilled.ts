import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { createListedSource, type ListedSource } from './catalogListedSource.ts'

/** What the process lists that is killed, and the one that goes on: 1,000 models in 100 pages. */
export function listedForKill({ pauseMs = 0 } = {}): ListedSource {
  const models = Array.from({ length: 1_000 }, (_, index) => ({ id: `a/${index}`, downloads: index }))
  return createListedSource(models, { pageSize: 10, pauseMs })
}

/**
 * Starts a sync in a process of its own and kills it, as a power cut would, when it has `models` models.
 * @param location of the database
 */
export async function killSyncAt(location: string, models: number): Promise<void> {
  const script = fileURLToPath(new URL('catalogSyncProcess.ts', import.meta.url))
  const child = spawn(process.execPath, [script, location], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) >= models) break
  }
  child.kill('SIGKILL')
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  if (signal !== 'SIGKILL') throw new Error('The sync ended before it could be killed.')
}
