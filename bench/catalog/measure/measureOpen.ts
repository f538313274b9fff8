import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { nodeFlags, runtimeEnv } from '../../../scripts/runtime.mjs'
import { median } from './times.ts'

/** Seconds from the start of a new process until its first search is answered; median of three. */
export async function measureOpen(home: string): Promise<{ seconds: number; all: number[] }> {
  const all: number[] = []
  for (let round = 0; round < 3; round++) all.push(await openOnce(home))
  return { seconds: median(all), all }
}

async function openOnce(home: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...nodeFlags, join(import.meta.dirname, 'openProcess.ts'), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // As the program is started everywhere.
    env: { ...process.env, ...runtimeEnv(join(import.meta.dirname, '..', '..', '..')) },
  })
  const ended = once(child, 'close')
  let answeredAt: number | undefined
  child.stdout.on('data', () => (answeredAt ??= performance.now()))
  await ended
  if (child.exitCode !== 0 || answeredAt === undefined) {
    throw new Error(`The process that opens ${home} ended with exit code ${child.exitCode} and no answer.`)
  }
  return (answeredAt - startedAt) / 1000
}
