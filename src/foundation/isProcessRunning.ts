import { systemErrorCode } from './errors.ts'

/** True while a process of this machine has the id `pid`, whoever it belongs to. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, under another user.
    return systemErrorCode(error) !== 'ESRCH'
  }
}
