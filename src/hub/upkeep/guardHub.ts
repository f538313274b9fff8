import type { Hub } from '../hub.ts'
import type { StoreLimits } from './storeLimits.ts'
import type { Upkeep } from './upkeep.ts'

/**
 * The same hub, whose pulls hold a writer's lease of the store, write down that this house keeps blobs there, and end when
 * the store's limits are reached: with QUOTA_EXCEEDED or DISK_FULL, before a pull or in the middle of it.
 */
export function guardHub(
  hub: Hub,
  { limits, whileWriting }: { limits: StoreLimits; whileWriting: Upkeep['whileWriting'] },
): Hub {
  return {
    ...hub,
    async planPull(reference, options) {
      const plan = await hub.planPull(reference, options)
      if (plan.missingBytes > 0) await limits.check(plan.slug, plan.missingBytes)
      return plan
    },
    pull: (plan, options = {}) =>
      whileWriting(
        { purpose: `pull of ${plan.slug}`, label: plan.slug, missingBytes: plan.missingBytes, signal: options.signal },
        (signal) => hub.pull(plan, { ...options, signal }),
      ),
  }
}
