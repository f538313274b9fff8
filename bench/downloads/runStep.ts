import { rm, stat } from 'node:fs/promises'

import type { DownloadFigureKey } from './bars.ts'
import type { DownloadBenchOptions, DownloadStep } from './benchOptions.ts'
import type { OurProcesses } from './clients/bundleOurs.ts'
import type { Program } from './clients/findProgram.ts'
import type { Usage } from './clients/usage.ts'
import type { LargeFile, SmallFile } from './makeFiles.ts'
import type { Space } from './openSpace.ts'
import type { Servers } from './servers/openServers.ts'
import { runLossy } from './steps/runLossy.ts'
import { runParallel } from './steps/runParallel.ts'
import { runResume } from './steps/runResume.ts'
import { runSingle } from './steps/runSingle.ts'
import { runSmall } from './steps/runSmall.ts'
import { runTls } from './steps/runTls.ts'
import { runVerify } from './steps/runVerify.ts'

export const peerNames = ['curl', 'wget', 'aria2c', 'openssl'] as const
export type PeerName = (typeof peerNames)[number]

/** What the steps of one run share. */
export interface Bench {
  options: DownloadBenchOptions
  space: Space
  ours: OurProcesses
  servers: Servers
  /** Below the servers' root. */
  file: LargeFile
  smallFiles: readonly SmallFile[]
  /** Those that are installed. */
  peers: Partial<Record<PeerName, Program>>
  notes: string[]
  record(key: DownloadFigureKey, value: number, beside?: string): void
  /** Records the median of the seconds, and keeps processor time and memory of each run for the JSON. */
  recordRuns(key: DownloadFigureKey, runs: readonly Usage[], beside?: string): void
  /** Remembers what our processes held in memory. */
  notePeak(step: DownloadStep, runs: readonly Usage[]): void
  /** Tells people how far it is. */
  say(text: string): void
}

const steps: Record<DownloadStep, (bench: Bench) => Promise<void>> = {
  single: runSingle,
  tls: runTls,
  parallel: runParallel,
  small: runSmall,
  lossy: runLossy,
  resume: runResume,
  verify: runVerify,
}

export function runStep(step: DownloadStep, bench: Bench): Promise<void> {
  bench.say(`${step} …`)
  return steps[step](bench)
}

/** One of several that do the same; what a `run` leaves on the disk is in a place of its own. */
export interface Rival<Key extends string> {
  key: Key
  run(): Promise<Usage>
}

/** Lets each do it in turn, as often as asked, so that what else the machine does strikes all of them. */
export async function runInTurn<Key extends string>(
  { options, say }: Bench,
  rivals: readonly (Rival<Key> | undefined)[],
): Promise<Map<Key, Usage[]>> {
  const runs = new Map<Key, Usage[]>()
  for (let round = 1; round <= options.rounds; round++) {
    for (const rival of rivals) {
      if (!rival) continue
      const usage = await rival.run()
      say(`round ${round}: ${rival.key} ${usage.seconds.toFixed(2)}`)
      runs.set(rival.key, [...(runs.get(rival.key) ?? []), usage])
    }
  }
  return runs
}

/** Runs what writes to `path`, checks how much that was, and deletes it. @throws Error when it is not of `size` bytes */
export async function writing<T>(path: string, size: number, run: () => Promise<T>): Promise<T> {
  try {
    const result = await run()
    const written = (await stat(path)).size
    if (written !== size) throw new Error(`${path} has ${written} bytes, not ${size}.`)
    return result
  } finally {
    await rm(path, { force: true })
  }
}
