import { Link } from '@tanstack/react-router'

import type { Relation } from '#gen/entry_pb.ts'

import { RelationBadge } from '../ancestry/RelationBadge.tsx'
import { Downloads } from '../catalog/Downloads.tsx'
import { plural } from '../format/formatCount.ts'

/** One relative: what it is to the model, and whether its author says so or Weighthouse guesses. */
export function RelationRow({ relation }: { relation: Relation }) {
  const { entry } = relation
  return (
    <li className="relative border-b px-3.5 py-2 text-13 last:border-b-0 hover:bg-hover">
      {entry ? (
        <Link
          to="/models/$slug"
          params={{ slug: entry.slug }}
          className="block truncate font-medium after:absolute after:inset-0"
          title={relation.id}
        >
          {entry.source === 'huggingface' ? relation.id : entry.name}
        </Link>
      ) : (
        <span className="block truncate font-medium text-muted" title={`${relation.id}: the catalog has no such model`}>
          {relation.id}
        </span>
      )}
      <div className="mt-0.5 flex items-center gap-2 text-2xs text-faint">
        <RelationBadge relation={relation.relation} />
        <span title={relation.declared ? 'Its author says so' : 'Not stated by its author; read from tags and names'}>
          {relation.declared ? 'declared' : 'inferred'}
        </span>
        {relation.depth > 1 && <span>{plural(relation.depth, 'step')}</span>}
        <span className="ml-auto">{entry ? <Downloads entry={entry} /> : 'not in the catalog'}</span>
      </div>
    </li>
  )
}
