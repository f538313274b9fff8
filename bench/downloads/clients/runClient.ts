import { spawn } from 'node:child_process'
import { once } from 'node:events'

import type { Space } from '../openSpace.ts'
import { readEndedChildren, readPeak, type Usage } from './usage.ts'

export interface Run extends Usage {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** Exit codes that are no failure; default 0 only. */
  codes?: readonly (number | null)[]
  /** Told how to kill it (kill -9) once it runs. */
  onStart?: (kill: () => void) => void
  /** Besides PATH and folders. */
  env?: Record<string, string>
}

const longestMs = 20 * 60_000
const lookEveryMs = 20

/**
 * Runs a program to its end and measures it. Nothing of the user's proxies and settings reaches it. One at a time: the
 * processor time of a second one would be counted too.
 * @throws Error when it ends with another exit code, or not within 20 minutes
 */
export async function runClient(
  space: Space,
  [command, ...args]: readonly [string, ...string[]],
  { codes = [0], onStart, env }: RunOptions = {},
): Promise<Run> {
  const cpuBefore = readEndedChildren()
  const startedAt = performance.now()
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], HOME: space.path(), TMPDIR: space.path(), ...env },
    cwd: space.path(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestMs,
    killSignal: 'SIGKILL',
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (bytes) => (output.stdout += String(bytes)))
  child.stderr.on('data', (bytes) => (output.stderr += String(bytes)))
  let endedAt = Number.NaN
  child.once('exit', () => (endedAt = performance.now()))
  const closed = once(child, 'close')
  const forget = space.onClose(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await closed
  })
  let peakBytes: number | undefined
  const look = async () => {
    const peak = child.pid === undefined ? undefined : await readPeak(child.pid)
    if (peak !== undefined) peakBytes = Math.max(peak, peakBytes ?? 0)
  }
  let looked = look()
  const looking = setInterval(() => {
    looked = looked.then(look)
    // Awaited at the end; until then a failure must not count as unhandled.
    looked.catch(() => {})
  }, lookEveryMs)
  try {
    onStart?.(() => child.kill('SIGKILL'))
    await closed
    await looked
  } finally {
    clearInterval(looking)
    await forget()
  }
  const cpuAfter = readEndedChildren()
  if (!codes.includes(child.exitCode)) {
    const how = child.signalCode ?? `exit code ${child.exitCode}`
    throw new Error(`${command} ${args.join(' ')} ended with ${how}: ${output.stderr || output.stdout}`)
  }
  return {
    seconds: (endedAt - startedAt) / 1000,
    cpuSeconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    peakBytes,
    code: child.exitCode,
    signal: child.signalCode,
    ...output,
  }
}
