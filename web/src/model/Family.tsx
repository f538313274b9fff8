import { useQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'

import { CatalogService, type Entry, type Model } from '#gen/catalog_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Section } from '../components/Section.tsx'
import { formatExactCount, plural } from '../format/formatCount.ts'
import { RelationList } from './RelationList.tsx'

/** Where a model comes from and what was made of it, as far as the catalog knows. */
export function Family({ model, entry }: { model: Model; entry: Entry }) {
  const ancestry = useQuery(CatalogService.method.getAncestry, { slug: entry.slug })
  const farther = ancestry.data?.ancestors.filter(({ depth }) => depth > 1) ?? []
  const descendants = ancestry.data?.descendantsTotal
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
              and before that{ancestry.data && `, ${plural(ancestry.data.ancestorsTotal, 'ancestor')} in all`}
            </h3>
            <RelationList label="Ancestors" relations={farther} />
          </>
        )}
        {ancestry.error && <ErrorNotice error={ancestry.error} onRetry={() => void ancestry.refetch()} />}
      </Section>
      <Section
        title="Made from it"
        aside={
          model.childrenTotal > 0n && (
            <Link to="/" search={{ base_model: [entry.slug] }} className="text-accent hover:underline">
              {model.childrenTotal === 1n
                ? 'In the catalog'
                : `All ${formatExactCount(model.childrenTotal)} in the catalog`}
            </Link>
          )
        }
      >
        {model.children.length === 0 ? (
          <Nothing>Nothing that the catalog knows of.</Nothing>
        ) : (
          <RelationList label="Children" relations={model.children} />
        )}
        {descendants !== undefined && descendants > model.childrenTotal && (
          <p className="mt-2 text-13 text-muted">{plural(descendants, 'descendant')}, counting theirs too.</p>
        )}
      </Section>
    </>
  )
}

function Nothing({ children }: { children: string }) {
  return <p className="text-13 text-muted">{children}</p>
}
