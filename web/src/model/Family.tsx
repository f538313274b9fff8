import { Link } from '@tanstack/react-router'

import type { Ancestry } from '#gen/ancestry_pb.ts'
import type { Entry } from '#gen/entry_pb.ts'
import type { Model } from '#gen/model_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FeedLinks } from '../components/FeedLinks.tsx'
import { Section } from '../components/Section.tsx'
import { formatExactCount, plural } from '../format/formatCount.ts'
import { RelationList } from './RelationList.tsx'

interface FamilyProps {
  model: Model
  entry: Entry
  /** Undefined while it is read. */
  ancestry: Ancestry | undefined
  error: unknown
  onRetry: () => void
}

/** Where a model comes from and what was made of it, as far as the catalog knows. */
export function Family({ model, entry, ancestry, error, onRetry }: FamilyProps) {
  const farther = ancestry?.ancestors.filter(({ depth }) => depth > 1) ?? []
  const descendants = ancestry?.descendantsTotal
  return (
    <>
      <Section title="Made from" aside={model.parents.length > 1 && plural(model.parents.length, 'parent')}>
        {model.parents.length === 0 ? (
          <Nothing>No base model is known.</Nothing>
        ) : (
          <RelationList label="Parents" relations={model.parents} />
        )}
        {farther.length > 0 && (
          <>
            <h3 className="mt-3 mb-1.5 text-2xs font-medium text-faint">
              and before that{ancestry && `, ${plural(ancestry.ancestorsTotal, 'ancestor')} in all`}
            </h3>
            <RelationList label="Ancestors" relations={farther} />
          </>
        )}
        {error !== null && error !== undefined && <ErrorNotice error={error} onRetry={onRetry} />}
      </Section>
      <Section
        title="Made from it"
        aside={
          model.childrenTotal > 0n && (
            <Link to="/" search={{ base_model: [entry.slug] }} className="text-accent hover:underline">
              {descendants === undefined || descendants === 1n
                ? 'In the catalog'
                : `All ${formatExactCount(descendants)} in the catalog`}
            </Link>
          )
        }
      >
        {model.children.length === 0 ? (
          <Nothing>Nothing that the catalog knows of.</Nothing>
        ) : (
          <RelationList label="Children" relations={model.children} />
        )}
        <div className="mt-2 flex flex-wrap items-center justify-between gap-2 text-13 text-muted">
          <span>
            {descendants !== undefined && descendants > model.childrenTotal && (
              <>
                {plural(model.childrenTotal, 'child', 'children')}, {plural(descendants, 'descendant')}
              </>
            )}
          </span>
          <span className="flex items-center gap-2">
            New ones
            <FeedLinks
              path={`/api/v1/models/${encodeURIComponent(entry.slug)}/derivatives`}
              label={`What is made from ${entry.name}`}
            />
          </span>
        </div>
      </Section>
    </>
  )
}

function Nothing({ children }: { children: string }) {
  return <p className="text-13 text-muted">{children}</p>
}
