import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

import { systemErrorCode } from './errors.ts'

const steps = 10
const lowest = 19
/** No /proc, or a sandbox that forbids it; the last is what node:os throws. */
const refusals = ['ENOENT', 'EACCES', 'EPERM', 'ERR_SYSTEM_ERROR']

/**
 * Lets the other threads of this process go first when the processors are busy. To be called in the thread that is to
 * wait; threads that it starts afterwards wait too. On Linux, where each thread has a priority of its own; elsewhere, and
 * where the system refuses, all are equal as before.
 * @returns whether it is so now
 */
export function lowerThreadPriority(): boolean {
  if (process.platform !== 'linux') return false
  try {
    // PID/task/TID, see proc_pid_task(5).
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    setPriority(thread, Math.min(lowest, getPriority(thread) + steps))
    return true
  } catch (error) {
    if (refusals.includes(systemErrorCode(error) ?? '')) return false
    throw error
  }
}
