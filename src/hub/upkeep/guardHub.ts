import type { Hub } from '../hub.ts'
import type { StoreLeases } from './storeLeases.ts'
import type { StoreLimits } from './storeLimits.ts'

/**
 * The same hub, whose pulls hold a writer's lease of the store, write down that this house keeps blobs there, and end when
 * the store's limits are reached: with QUOTA_EXCEEDED or DISK_FULL, before a pull or in the middle of it.
 */
export function guardHub(
  hub: Hub,
  parts: { leases: Pick<StoreLeases, 'whileWriting'>; limits: StoreLimits; announce: () => Promise<void> },
): Hub {
  const { leases, limits, announce } = parts
  return {
    ...hub,
    async planPull(reference, options) {
      const plan = await hub.planPull(reference, options)
      if (plan.missingBytes > 0) await limits.check(plan.slug, plan.missingBytes)
      return plan
    },
    pull: (plan, options = {}) =>
      leases.whileWriting(
        `pull of ${plan.slug}`,
        async (signal) => {
          await announce()
          if (plan.missingBytes > 0) await limits.check(plan.slug, plan.missingBytes)
          const watch = limits.watch(plan.slug)
          try {
            return await hub.pull(plan, { ...options, signal: AbortSignal.any([signal, watch.signal]) })
          } catch (error) {
            // The pull only knows that it was stopped; why, is known here.
            throw watch.signal.aborted && !signal.aborted ? watch.signal.reason : error
          } finally {
            watch.stop()
          }
        },
        options.signal,
      ),
  }
}
