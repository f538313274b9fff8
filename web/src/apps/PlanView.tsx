import type { MapPlan } from '#gen/app_pb.ts'

import { Badge, type Tone } from '../components/ui/Badge.tsx'
import { countActions } from './countActions.ts'
import { PlanActions } from './PlanActions.tsx'

const tones: Record<string, Tone> = {
  create: 'good',
  repair: 'warn',
  remove: 'brass',
  conflict: 'bad',
}

/** A plan in numbers, then each action with its reason; what needs a look comes first. */
export function PlanView({ plan }: { plan: MapPlan }) {
  const counts = countActions(plan.actions)
  return (
    <>
      <p className="flex flex-wrap gap-2" aria-label="Sums">
        {counts.map(({ action, count }) => (
          <Badge key={action} tone={tones[action] ?? 'neutral'}>
            {count} {action}
          </Badge>
        ))}
        {counts.length === 0 && (
          <span className="text-13 text-muted">There is nothing to link, and nothing linked.</span>
        )}
      </p>
      <PlanActions actions={plan.actions} tones={tones} />
    </>
  )
}
