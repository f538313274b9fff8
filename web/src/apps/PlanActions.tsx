import { useState } from 'react'

import type { MapAction } from '#gen/app_pb.ts'

import { FilePath } from '../components/FilePath.tsx'
import { Badge, type Tone } from '../components/ui/Badge.tsx'
import { Button } from '../components/ui/Button.tsx'
import { sortActions } from './countActions.ts'

const shownAtOnce = 100

/** Each action with its place and reason; ten thousands come a hundred at a time. */
export function PlanActions({ actions, tones }: { actions: readonly MapAction[]; tones: Record<string, Tone> }) {
  const [limit, setLimit] = useState(shownAtOnce)
  const sorted = sortActions(actions)
  if (sorted.length === 0) return null
  return (
    <>
      <ul aria-label="Actions" className="mt-4 border-t text-13">
        {sorted.slice(0, limit).map((one) => (
          <li key={`${one.action} ${one.targetPath} ${one.slug}`} className="flex gap-3 border-b py-2 last:border-b-0">
            <span className="w-16 shrink-0">
              <Badge tone={tones[one.action] ?? 'neutral'}>{one.action}</Badge>
            </span>
            <span className="min-w-0 flex-1">
              {one.targetPath === '' ? (
                <span className="font-medium">{one.slug}</span>
              ) : (
                <FilePath path={one.targetPath} />
              )}
              <span className="block break-words text-muted">{one.reason}</span>
              {one.warning !== '' && <span className="block break-words text-bad">{one.warning}</span>}
            </span>
          </li>
        ))}
      </ul>
      {sorted.length > limit && (
        <Button className="mt-3" onClick={() => setLimit(limit + shownAtOnce)}>
          Show more of {sorted.length}
        </Button>
      )}
    </>
  )
}
