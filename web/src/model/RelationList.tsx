import { useState } from 'react'

import type { Relation } from '#gen/entry_pb.ts'

import { Button } from '../components/ui/Button.tsx'
import { RelationRow } from './RelationRow.tsx'

const few = 6

/** Related models; the first few, then all that were given. */
export function RelationList({ label, relations }: { label: string; relations: Relation[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? relations : relations.slice(0, few)
  return (
    <div className="overflow-hidden rounded-xl border bg-surface shadow-lift">
      <ul aria-label={label}>
        {shown.map((relation) => (
          <RelationRow key={`${relation.id} ${relation.relation} ${relation.depth}`} relation={relation} />
        ))}
      </ul>
      {relations.length > few && (
        <Button look="quiet" size="small" className="w-full rounded-none border-t" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${relations.length - few} more`}
        </Button>
      )}
    </div>
  )
}
