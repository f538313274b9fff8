import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

import { ifPresent } from '../../../src/foundation/files/ifPresent.ts'
import { median } from '../../catalog/measure/times.ts'

/** What a program took from its start to its end. */
export interface Usage {
  seconds: number
  /** User and system, all threads; undefined where the system does not tell. */
  cpuSeconds: number | undefined
  /** The most that it held in memory, bytes; undefined where the system does not tell. */
  peakBytes: number | undefined
}

/** Ticks in which Linux counts processor time, a second. */
const ticks = 100

/**
 * Seconds of processor time of all children of this process that have ended, all their threads included. Undefined where
 * there is no /proc. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (cutime, cstime)
 */
export function readEndedChildren(): number | undefined {
  if (process.platform !== 'linux') return undefined
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name of the program, in brackets, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / ticks
}

/** The most that a process has ever held in memory, bytes; undefined when it has ended or where there is no /proc. */
export async function readPeak(pid: number | 'self'): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined
  const status = await ifPresent(readFile(`/proc/${pid}/status`, 'utf8'), 'ESRCH')
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(status ?? '')?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** Of each measure the median. */
export function medianUsage(runs: readonly Usage[]): Usage {
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: medianOf(runs.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: medianOf(runs.map(({ peakBytes }) => peakBytes)),
  }
}

/** For people: `CPU 3.1 s, 45 MB, 2.4 to 2.7 s`. */
export function describeUsage(runs: readonly Usage[]): string {
  const { cpuSeconds, peakBytes } = medianUsage(runs)
  const seconds = runs.map((run) => run.seconds)
  return [
    cpuSeconds === undefined ? '' : `CPU ${cpuSeconds.toFixed(2)} s`,
    peakBytes === undefined ? '' : `${Math.round(peakBytes / 1e6)} MB`,
    runs.length > 1 ? `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : median(known)
}
