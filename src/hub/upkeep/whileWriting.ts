import type { StoreLeases } from './storeLeases.ts'
import type { StoreLimits } from './storeLimits.ts'

/** Work that brings blobs into the store. */
export interface StoreWrite {
  /** What a refused gc says of it: `pull of owner--name`. */
  purpose: string
  /** What an error of the limits says needs the room. */
  label: string
  /** Bytes that will come; what partial files hold already is no part of them. */
  missingBytes: number
  signal?: AbortSignal | undefined
}

/**
 * Runs `work` with a writer's lease, after it was written down that this house keeps blobs in the store, and only as long
 * as the store's limits allow. Its signal is aborted when `signal` is, when the lease was lost, or at a limit.
 *
 * @throws WeighthouseError QUOTA_EXCEEDED, DISK_FULL; CONFLICT when the lease was lost; and what `work` throws
 */
export function whileWriting<T>(
  parts: { leases: Pick<StoreLeases, 'whileWriting'>; limits: StoreLimits; announce: () => Promise<void> },
  { purpose, label, missingBytes, signal }: StoreWrite,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { leases, limits, announce } = parts
  return leases.whileWriting(
    purpose,
    async (leased) => {
      await announce()
      if (missingBytes > 0) await limits.check(label, missingBytes)
      const watch = limits.watch(label)
      try {
        return await work(AbortSignal.any([leased, watch.signal]))
      } catch (error) {
        // The work only knows that it was stopped; why, is known here.
        throw watch.signal.aborted && !leased.aborted ? watch.signal.reason : error
      } finally {
        watch.stop()
      }
    },
    signal,
  )
}
