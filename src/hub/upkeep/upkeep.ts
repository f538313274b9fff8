import type { Hub } from '../hub.ts'
import type { GarbageOptions, GarbageReport } from './garbageReport.ts'
import type { StoreStatistics } from './storeStatistics.ts'
import type { VerifyOptions, VerifyReport } from './verifyReport.ts'
import type { StoreWrite } from './whileWriting.ts'

/**
 * Looks after the store: what is in it, what is no longer needed, what is damaged, and how much may come.
 *
 * Every method may be called at any time, by several processes at once, and again after any failure; killed at any
 * moment, each leaves a sound store. What each one does and throws stands at the function of its name.
 */
export interface Upkeep {
  /** The same hub, whose pulls keep garbage from being collected under them and end at the store's limits. */
  guard(hub: Hub): Hub
  /** For whoever else brings blobs into the store; see whileWriting.ts. */
  whileWriting<T>(write: StoreWrite, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** See readStatistics.ts. */
  readStatistics(): Promise<StoreStatistics>
  /** See collectGarbage.ts. */
  collectGarbage(options?: GarbageOptions): Promise<GarbageReport>
  /** See verifyStore.ts. Repairs nothing: that is the verify job's. */
  verify(options?: VerifyOptions): Promise<VerifyReport>
}
