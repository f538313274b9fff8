import type { Job } from '#gen/job_pb.ts'

import { Section } from '../components/Section.tsx'
import { JobRow } from './JobRow.tsx'

export function JobGroup({ title, jobs }: { title: string; jobs: Job[] }) {
  return (
    <Section title={title} aside={jobs.length}>
      <ul aria-label={title} className="rounded-xl border bg-surface shadow-lift">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </Section>
  )
}
