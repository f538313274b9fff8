import { hostname } from 'node:os'

import { collectGarbage } from './collectGarbage.ts'
import { guardHub } from './guardHub.ts'
import { readHouseId } from './readHouseId.ts'
import { readStatistics } from './readStatistics.ts'
import { createStoreLeases } from './storeLeases.ts'
import { createStoreLimits } from './storeLimits.ts'
import type { StoreStatistics } from './storeStatistics.ts'
import type { Upkeep } from './upkeep.ts'
import type { UpkeepParts } from './upkeepParts.ts'
import { verifyStore } from './verifyStore.ts'
import { whileWriting } from './whileWriting.ts'

export interface UpkeepOptions extends Omit<UpkeepParts, 'leases'> {
  /** The folder that holds everything: how this house is called in a store that it shares. */
  home: string
}

/** Puts the upkeep of a store together. */
export function createUpkeep({ home, ...options }: UpkeepOptions): Upkeep {
  const leases = createStoreLeases(options)
  const parts: UpkeepParts = { ...options, leases }
  const limits = createStoreLimits(parts)
  let announced: Promise<void> | undefined
  let counting: Promise<StoreStatistics> | undefined

  /** Once in the life of a process; again only when it failed. */
  function announce(): Promise<void> {
    announced ??= readHouseId(parts.database)
      .then((id) => parts.store.addHouse(id, `${home} on ${hostname()}`))
      .catch((error: unknown) => {
        announced = undefined
        throw error
      })
    return announced
  }

  const writing: Upkeep['whileWriting'] = (write, work) => whileWriting({ leases, limits, announce }, write, work)

  return {
    guard: (hub) => guardHub(hub, { limits, whileWriting: writing }),
    whileWriting: writing,
    readStatistics() {
      // Whoever asks while it is counted gets the same count.
      counting ??= readStatistics(parts).finally(() => {
        counting = undefined
      })
      return counting
    },
    collectGarbage: (garbageOptions) => collectGarbage(parts, garbageOptions),
    verify: (verifyOptions) => verifyStore(parts, verifyOptions),
  }
}
