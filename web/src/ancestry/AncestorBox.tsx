import { Link } from '@tanstack/react-router'

import type { Relation } from '#gen/entry_pb.ts'

import { RelationBadge } from './RelationBadge.tsx'

/** One ancestor: what the model below is to it, and whether its author says so. */
export function AncestorBox({ relation: { entry, id, relation, declared } }: { relation: Relation }) {
  return (
    <div className="relative rounded-lg border bg-surface px-3 py-2 text-13 shadow-lift hover:border-line-strong">
      {entry ? (
        <Link
          to="/models/$slug/ancestry"
          params={{ slug: entry.slug }}
          title={id}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {entry.name}
        </Link>
      ) : (
        <span className="block truncate font-medium text-muted" title={id}>
          {id}
        </span>
      )}
      <p className="mt-1 flex items-center gap-2 text-2xs text-faint">
        <RelationBadge relation={relation} />
        <span>{declared ? 'declared' : 'inferred'}</span>
        <span className="ml-auto truncate">{entry ? entry.author : 'not in the catalog'}</span>
      </p>
    </div>
  )
}
