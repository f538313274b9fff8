import { useQuery } from '@connectrpc/connect-query'
import { getRouteApi } from '@tanstack/react-router'
import { RefreshCcwDot } from 'lucide-react'

import { CatalogService } from '#gen/catalog_pb.ts'

import { Section } from '../components/Section.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { ModelHeader } from '../model/ModelHeader.tsx'
import { ModelMissing } from '../model/ModelMissing.tsx'
import { ModelSkeleton } from '../model/ModelSkeleton.tsx'
import { AncestryNumbers } from './AncestryNumbers.tsx'
import { AncestryTree } from './AncestryTree.tsx'
import { PathFinder } from './PathFinder.tsx'
import { RelativeList } from './RelativeList.tsx'

const route = getRouteApi('/models/$slug/ancestry')

/** Where a model comes from, and all that was made of it. */
export function AncestryPage() {
  const { slug } = route.useParams()
  const { data: ancestry, error, refetch } = useQuery(CatalogService.method.getAncestry, { slug, limit: 500 })
  usePageTitle(`Ancestry of ${ancestry?.entry?.name ?? slug}`)
  if (error && !ancestry) return <ModelMissing slug={slug} error={error} onRetry={() => void refetch()} />
  if (!ancestry?.entry) return <ModelSkeleton />
  const { entry, cycle } = ancestry
  const isAlone = ancestry.ancestorsTotal === 0n && ancestry.descendantsTotal === 0n
  return (
    <article key={slug} className="mx-auto max-w-6xl pt-6 pb-20">
      <ModelHeader entry={entry} relatives={ancestry.ancestorsTotal + ancestry.descendantsTotal} />
      {cycle.length > 0 && (
        <p role="note" className="mt-4 flex gap-2.5 rounded-lg border border-warn/30 bg-warn/8 px-4 py-2.5 text-13">
          <RefreshCcwDot className="mt-0.5 size-4 shrink-0 text-warn" />
          <span className="[overflow-wrap:anywhere]">
            {cycle.length === 1
              ? 'The model names itself as its own base.'
              : `A circle: its sources say that each of these was made from the next: ${cycle.join(' → ')} → ${cycle[0]}.`}{' '}
            Each model is counted once.
          </span>
        </p>
      )}
      {isAlone ? (
        <p className="mt-6 text-muted">
          The catalog knows of nothing that it was made from, and of nothing made from it.
        </p>
      ) : (
        <>
          <AncestryNumbers ancestry={ancestry} />
          <Section title="Family">
            <AncestryTree ancestry={ancestry} entry={entry} />
          </Section>
          <RelativeList ancestry={ancestry} entry={entry} />
        </>
      )}
      <PathFinder slug={slug} name={entry.name} />
    </article>
  )
}
