import { delay } from '../../foundation/time.ts'

const patienceMs = 30_000
const longestPauseMs = 25

/** Primary result code, and the extended one of a read transaction that came too late to write. https://sqlite.org/rescode.html */
const busy = 5
const busySnapshot = 517

/** True when another connection has the lock that this one needs, and waiting helps. */
export function isLocked(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  return (error.errcode & 0xff) === busy && error.errcode !== busySnapshot
}

/**
 * Tries again for 30 s while another has the lock. SQLite's own way of waiting would hold up the whole process, and for
 * ever if the other connection is in it.
 *
 * @param isWorthAnother decides whether the failure came before anything was done
 */
export async function waitForLock<T>(
  attempt: () => Promise<T>,
  isWorthAnother: (error: unknown) => boolean,
): Promise<T> {
  const start = performance.now()
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isWorthAnother(error) || performance.now() - start > patienceMs) throw error
      await delay(pause * (0.5 + Math.random()))
    }
  }
}
