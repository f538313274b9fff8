import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * Imports a file in a process of its own, and kills that in the middle, once so many models are there.
 * @returns how many it had, and the signal that ended it
 */
export async function killImportAt(
  { location, file, how }: { location: string; file: string; how?: 'thread' },
  models: number,
): Promise<{ count: number; signal: string | null }> {
  const script = fileURLToPath(new URL('../../../../test/contracts/catalogImportProcess.ts', import.meta.url))
  const child = spawn(process.execPath, [script, location, file, String(models), ...(how ? [how] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let count = 0
  for await (const line of createInterface({ input: child.stdout })) {
    count = Number(line)
    child.kill('SIGKILL')
  }
  const [, signal] = (await ended) as [number | null, string | null]
  return { count, signal }
}
