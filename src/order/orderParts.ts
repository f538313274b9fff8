import type { Apps } from '../apps/apps.ts'
import type { Collections } from '../catalog/saved/saved.ts'
import type { Database } from '../database/database.ts'
import type { Clock } from '../foundation/time.ts'
import type { Upkeep } from '../hub/upkeep/upkeep.ts'
import type { Library } from '../library/library.ts'
import type { JobQueue } from '../queue/jobQueue.ts'
import type { BlobStore } from '../store/blobStore.ts'
import type { ModelUses } from './modelUses.ts'

/** Every moment at which a change may be cut off, in order. */
export const orderSteps = [
  'removal: written down',
  'removal: links are taken back',
  'removal: in the trash',
  'removal: known',
  'restore: written down',
  'restore: on the shelf',
  'restore: known',
  'restore: linked',
  'empty: files are gone',
  'move: written down',
  'move: renamed',
  'move: metadata written',
  'move: known',
  'move: linked',
  'link: written down',
  'link: compared',
  'link: made beside',
  'link: in place',
] as const
export type OrderStep = (typeof orderSteps)[number]

/** What keeping order is built from. */
export interface OrderParts {
  database: Database
  library: Pick<Library, 'directory' | 'get' | 'has' | 'iterate' | 'roots' | 'whileAlone' | 'reread' | 'offShelf'>
  store: Pick<BlobStore, 'localPath'>
  apps: Pick<Apps, 'map' | 'unmap'>
  collections: Pick<Collections, 'list' | 'get'>
  queue: Pick<JobQueue, 'list'>
  upkeep: Pick<Upkeep, 'whileWriting'>
  uses: Pick<ModelUses, 'read'>
  clock: Clock
  /** Tokens of changes that go on in this process. */
  ownTokens: Set<string>
  /** Called at every step; what it throws ends the change there. For tests. */
  onStep: (step: OrderStep) => void
}
