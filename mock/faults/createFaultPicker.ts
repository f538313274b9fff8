import { createRandom } from '../content/seed.ts'
import type { Fault, FaultKind } from './fault.ts'

/** The faults that strike one request, with their values. */
export type ActiveFaults = ReadonlyMap<FaultKind, number>

export interface FaultPicker {
  set(faults: readonly Fault[]): void
  /** Throws the dice for one request. */
  pick(request: 'api' | 'files'): ActiveFaults
}

/** The same seed and the same order of requests give the same faults. */
export function createFaultPicker(initial: readonly Fault[], seed: number): FaultPicker {
  const random = createRandom(seed)
  let faults = initial
  return {
    set(next) {
      faults = next
    },
    pick(request) {
      const active = new Map<FaultKind, number>()
      for (const { kind, value = 0, share = 1, only } of faults) {
        if (only !== undefined && only !== request) continue
        if (random() < share) active.set(kind, value)
      }
      return active
    },
  }
}
