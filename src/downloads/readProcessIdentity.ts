import { readFile } from 'node:fs/promises'

import { systemErrorCode } from '../foundation/errors.ts'

/**
 * Names this boot of the machine: while it stays the same, what was written to a file is still in the page cache, even
 * if the writer was killed. Undefined where the system does not tell.
 */
export async function readBootId(): Promise<string | undefined> {
  return (await readProc('/proc/sys/kernel/random/boot_id'))?.trim()
}

/**
 * When a process started, in clock ticks since boot: together with its id it names one process for good, ids alone are
 * given again. Undefined where the system does not tell, or the process is gone.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (field 22; field 2 may hold spaces and parentheses)
 */
export async function readProcessStart(processId: number): Promise<string | undefined> {
  const stat = await readProc(`/proc/${processId}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

async function readProc(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined
    throw error
  }
}
