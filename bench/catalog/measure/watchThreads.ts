import { readdirSync, readFileSync } from 'node:fs'

import { systemErrorCode } from '../../../src/foundation/errors.ts'

const sampleMs = 250
/** Of a tick in /proc/PID/task/TID/stat: sysconf(_SC_CLK_TCK), which Linux tells everybody as 100. */
const ticksPerSecond = 100

/**
 * Processor time of each thread of this process from here on, also of those that end meanwhile, by the system's names of
 * them. Only Linux tells; elsewhere there is none.
 */
export function watchThreads(): { stop(): Map<string, number> } {
  const first = new Map(process.platform === 'linux' ? readThreads().map(({ id, ticks }) => [id, ticks]) : [])
  const last = new Map<string, { name: string; ticks: number }>()
  const look = () => {
    if (process.platform === 'linux') for (const { id, ...thread } of readThreads()) last.set(id, thread)
  }
  const timer = setInterval(look, sampleMs)
  return {
    stop() {
      clearInterval(timer)
      look()
      const seconds = new Map<string, number>()
      for (const [id, { name, ticks }] of last) {
        seconds.set(name, (seconds.get(name) ?? 0) + (ticks - (first.get(id) ?? 0)) / ticksPerSecond)
      }
      return seconds
    },
  }
}

function readThreads(): { id: string; name: string; ticks: number }[] {
  return readdirSync('/proc/self/task').flatMap((id) => {
    try {
      const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
      // The name stands in brackets and may hold any; utime and stime are the 12th and 13th behind it. See proc_pid_stat(5).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      return [{ id, name, ticks: Number(fields[11]) + Number(fields[12]) }]
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes(systemErrorCode(error) ?? '')) return []
      throw error
    }
  })
}
