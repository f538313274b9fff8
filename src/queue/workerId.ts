import { hostname } from 'node:os'

import { isProcessRunning } from '../foundation/isProcessRunning.ts'

/*
 * A worker's id says where it lives, so that another process of the same machine can see that it died without waiting
 * for its lease to run out: <kind>:<host>:<pid>:<uuid>
 */

/** The id of a worker of this process. */
export function createWorkerId(kind: 'serve' | 'cli' | 'worker'): string {
  return `${kind}:${hostname()}:${process.pid}:${crypto.randomUUID()}`
}

/** True when the worker lived on this machine and its process is gone; false when it lives or nobody here can tell. */
export function isWorkerGone(workerId: string): boolean {
  const [, host, pid] = workerId.split(':')
  return host === hostname() && /^[1-9]\d*$/.test(pid ?? '') && !isProcessRunning(Number(pid))
}
