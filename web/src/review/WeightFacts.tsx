import type { Curation } from '#gen/curation_pb.ts'

import { formatCount } from '../format/formatCount.ts'

/** What the files of a model tell of it besides its type. */
export function WeightFacts({ model }: { model: Curation }) {
  const facts: [name: string, value: string][] = [
    ['Variant', model.variant],
    ['For', model.baseModels.join(', ')],
    ['Weights', model.parameters > 0n ? formatCount(model.parameters) : ''],
    ['Precision', model.precision],
    ['Trigger words', model.triggerWords.join(', ')],
  ]
  const known = facts.filter(([, value]) => value !== '')
  if (known.length === 0) return null
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-13">
      {known.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
