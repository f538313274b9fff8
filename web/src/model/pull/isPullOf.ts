import type { Job } from '#gen/job_pb.ts'

import { jobSlug } from '../../jobs/describeJob.ts'

/** True when the job pulls this model, at whatever revision. */
export function isPullOf(job: Job, slug: string): boolean {
  return jobSlug(job) === slug
}
