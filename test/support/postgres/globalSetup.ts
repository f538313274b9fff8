import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { TestProject } from 'vitest/node'

import type { KeeperAddress } from './keeper.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresKeeper: KeeperAddress
  }
}

/** Starts the keeper of this run's PostgreSQL servers, and ends it when the run is over. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const script = fileURLToPath(new URL('../postgresKeeperProcess.ts', import.meta.url))
  const keeper = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(keeper, 'exit')
  const first = await createInterface({ input: keeper.stdout })[Symbol.asyncIterator]().next()
  if (first.done) throw new Error('The keeper of the test databases did not start.')
  project.provide('postgresKeeper', JSON.parse(first.value) as KeeperAddress)
  return async () => {
    keeper.stdin.end()
    await ended
  }
}
