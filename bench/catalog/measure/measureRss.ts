import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

import type { SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import { houseEnvironment } from './openHouse.ts'
import { timed } from './times.ts'
import { toQueryString } from './toQueryString.ts'

const weighthouse = join(import.meta.dirname, '..', '..', '..', 'bin', 'weighthouse')

export interface RssMeasurement {
  /** Resident now, and the most that ever was, in MB of a million bytes. */
  megabytes: number
  peakMegabytes: number
  /** By query, over HTTP. */
  times: number[]
}

/**
 * Runs `weighthouse serve` with this home, asks the queries over HTTP, and reads what it holds in memory.
 * @param onStart told how to end it as soon as it runs; may be called more than once
 */
export async function measureRss(
  home: string,
  queries: readonly SearchQuery[],
  onStart: (stop: () => Promise<void>) => void,
): Promise<RssMeasurement> {
  const child = spawn(weighthouse, ['serve', '--port', '0', '--grpc-port', '0'], {
    env: { PATH: process.env['PATH'], ...houseEnvironment(home) },
    cwd: home,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onStart(() => end(child))
  try {
    const url = await readAddress(child)
    const times: number[] = []
    for (const query of queries) {
      const { ms } = await timed(async () => {
        const response = await fetch(`${url}/api/v1/search?${toQueryString(query)}`)
        const text = await response.text()
        if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`)
      })
      times.push(ms)
    }
    // What it still has to collect or to give back, it has had the time for.
    await delay(3000)
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
    return { megabytes: readMegabytes(status, 'VmRSS'), peakMegabytes: readMegabytes(status, 'VmHWM'), times }
  } finally {
    await end(child)
  }
}

/** Of the first line that has one. */
async function readAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('serve has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/[\w.:[\]-]+/.exec(line)?.[0]
    if (url) return url
  }
  throw new Error(`serve ended with exit code ${child.exitCode} before it was open`)
}

function readMegabytes(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
