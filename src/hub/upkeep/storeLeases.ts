import { randomUUID } from 'node:crypto'

import type { Database } from '../../database/database.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import { type Clock, delay } from '../../foundation/time.ts'
import { createWorkerId, isWorkerGone } from '../../queue/workerId.ts'

/**
 * Who may not be disturbed in the store. Writers work beside each other; a collector works alone. The leases are rows of
 * the database, so they hold between machines that share it.
 *
 * A writer holds one from before it first looks for a blob until the database names what it brought: in between, a blob
 * may be relied upon that nothing names yet. A collector holds one while it takes blobs out of the store, which is short,
 * so writers wait for it; it does not wait for them.
 *
 * A lease ends with its process, at once on the same machine, else two minutes after its last renewal.
 */
export interface StoreLeases {
  /**
   * Runs `work` as a writer. Its signal is aborted when `signal` is, or when the lease was lost (the machine slept too
   * long): then what `work` relied upon may be gone, and it has to be done again. @throws CONFLICT in that case
   */
  whileWriting<T>(purpose: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>
  /**
   * Runs `work` as the collector; it calls `check` before each thing that it takes. @throws WeighthouseError CONFLICT
   * naming who is at work, and when the lease was lost
   */
  whileCollecting<T>(work: (check: () => Promise<void>) => Promise<T>): Promise<T>
  /** What the writers of this moment are doing. */
  listWriters(): Promise<{ purpose: string; since: number }[]>
}

interface LeaseTimes {
  leaseMs: number
  renewMs: number
  pollMs: number
}

const usual: LeaseTimes = { leaseMs: 120_000, renewMs: 20_000, pollMs: 250 }

/** @param times for tests */
export function createStoreLeases(options: { database: Database; clock: Clock; times?: LeaseTimes }): StoreLeases {
  const { database, clock, times = usual } = options

  async function listAlive() {
    const rows = await database.kysely.selectFrom('store_lease').selectAll().orderBy('since').execute()
    return rows.filter((row) => row.until > clock() && !isWorkerGone(row.holder))
  }

  /** Takes a lease, or tells who stands against it. */
  async function take(kind: 'writer' | 'collector', purpose: string) {
    const id = randomUUID()
    const against = await database.write(
      async (transaction) => {
        const now = clock()
        const rows = await transaction.selectFrom('store_lease').selectAll().orderBy('since').execute()
        const dead = rows.filter((row) => row.until <= now || isWorkerGone(row.holder))
        if (dead.length > 0) {
          const ids = dead.map((row) => row.id)
          await transaction.deleteFrom('store_lease').where('id', 'in', ids).execute()
        }
        const other = rows.find((row) => !dead.includes(row) && (kind === 'collector' || row.kind === 'collector'))
        if (other) return other
        const holder = createWorkerId('worker')
        await transaction
          .insertInto('store_lease')
          .values({ id, kind, holder, purpose, since: now, until: now + times.leaseMs })
          .execute()
        return undefined
      },
      { turn: 'jobs' },
    )
    return { id, against }
  }

  async function renew(id: string): Promise<boolean> {
    const renewed = await database.write(
      (transaction) =>
        transaction
          .updateTable('store_lease')
          .set({ until: clock() + times.leaseMs })
          .where('id', '=', id)
          .where('until', '>', clock())
          .executeTakeFirst(),
      { turn: 'jobs' },
    )
    return renewed.numUpdatedRows > 0
  }

  async function giveBack(id: string): Promise<void> {
    await database.write((transaction) => transaction.deleteFrom('store_lease').where('id', '=', id).execute(), {
      turn: 'jobs',
    })
  }

  return {
    async whileWriting(purpose, work, signal) {
      let lease = await take('writer', purpose)
      while (lease.against) {
        await delay(times.pollMs, signal)
        lease = await take('writer', purpose)
      }
      const lost = new AbortController()
      const { id } = lease
      const keep = async () => {
        if (!(await renew(id))) lost.abort(leaseLost(purpose))
      }
      // The lease outlives a few renewals that fail. If the database stays away, the work fails by itself, and a lease
      // that ran out meanwhile is found to be lost.
      const timer = setInterval(() => void keep().catch(() => {}), times.renewMs)
      timer.unref()
      try {
        const result = await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal)
        lost.signal.throwIfAborted()
        return result
      } catch (error) {
        throw lost.signal.aborted && !signal?.aborted ? lost.signal.reason : error
      } finally {
        clearInterval(timer)
        await giveBack(id)
      }
    },
    async whileCollecting(work) {
      const { id, against } = await take('collector', 'gc')
      if (against) throw atWork(against.purpose, against.since)
      let renewedAt = clock()
      const check = async () => {
        if (clock() - renewedAt < times.renewMs) return
        if (!(await renew(id))) throw leaseLost('gc')
        renewedAt = clock()
      }
      try {
        return await work(check)
      } finally {
        await giveBack(id)
      }
    },
    async listWriters() {
      const alive = await listAlive()
      return alive.flatMap(({ kind, purpose, since }) => (kind === 'writer' ? [{ purpose, since }] : []))
    },
  }
}

function atWork(purpose: string, since: number): WeighthouseError {
  const time = new Date(since).toISOString().slice(0, 19).replace('T', ' ')
  return new WeighthouseError('CONFLICT', `The store is in use: ${purpose}, since ${time} UTC.`, {
    hint: 'Nothing was removed. Run it again when that has ended; `weighthouse jobs` shows it. --dry-run works meanwhile.',
    details: { purpose, since },
  })
}

function leaseLost(purpose: string): WeighthouseError {
  return new WeighthouseError('CONFLICT', `This process was away too long while it worked in the store (${purpose}).`, {
    hint: 'Run the same command again: finished work is kept.',
    details: { purpose },
  })
}
