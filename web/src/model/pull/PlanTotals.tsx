import type { PullResponse } from '#gen/hub_pb.ts'

import { formatBytes } from '../../format/formatBytes.ts'

/** How much, and whether it fits. */
export function PlanTotals({ plan }: { plan: PullResponse }) {
  const unknown = plan.files.filter((file) => file.size === undefined).length
  const tooMuch = plan.freeBytes > 0n && plan.missingBytes > plan.freeBytes
  return (
    <div aria-live="polite" className="mr-auto min-w-0 text-13 max-sm:basis-full">
      <p>
        {plan.missingBytes === 0n ? 'Everything is already here' : `${formatBytes(plan.missingBytes)} to fetch`}
        <span className="text-muted">
          {plan.missingBytes === 0n ? ', ' : ' of '}
          {formatBytes(plan.totalBytes)}
        </span>
        {unknown > 0 && <span className="text-muted">, {unknown} of unknown size</span>}
      </p>
      {plan.freeBytes > 0n && (
        <p className={tooMuch ? 'text-bad' : 'text-2xs text-faint'}>
          {tooMuch
            ? `Only ${formatBytes(plan.freeBytes)} free: make room, or take fewer files.`
            : `${formatBytes(plan.freeBytes)} free`}
        </p>
      )}
    </div>
  )
}
