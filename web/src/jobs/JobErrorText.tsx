import type { JobError } from '#gen/job_pb.ts'

/** Why a job failed: what happened, what to do next, and the code to search for. */
export function JobErrorText({ error }: { error: JobError }) {
  return (
    <div className="text-13">
      <p className="break-words text-bad">{error.message}</p>
      {error.hint !== '' && <p className="break-words text-muted">{error.hint}</p>}
      <p className="font-mono text-2xs text-faint">{error.code}</p>
    </div>
  )
}
