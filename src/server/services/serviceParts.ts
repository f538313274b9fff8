import type { Weighthouse } from '../../compose.ts'
import type { JobFeed } from '../feed/createJobFeed.ts'

/** What every service is made of. */
export interface ServiceParts {
  weighthouse: Weighthouse
  feed: JobFeed
  /** Tells a runner in this process that there is work. */
  wake: () => void
}
