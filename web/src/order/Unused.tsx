import { useQuery } from '@connectrpc/connect-query'

import { OrderService } from '#gen/order_pb.ts'

import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'
import { Loading } from './Loading.tsx'
import { RemoveModel } from './RemoveModel.tsx'

const shown = 50

/** Models that no application has, for a month and longer. */
export function Unused() {
  const { data, error, refetch } = useQuery(OrderService.method.listUnused, {}, { staleTime: 10_000 })
  if (!data) return <Loading label="Looking for unused models" error={error} onRetry={() => void refetch()} />
  return (
    <Section title="In no application" aside={`${plural(data.total, 'model')}, ${formatBytes(data.totalBytes)}`}>
      {data.models.length === 0 ? (
        <p className="text-13 text-muted">Every model is in use, or came within the last 30 days.</p>
      ) : (
        <Card>
          <ul aria-label="Unused models" className="divide-y">
            {data.models.slice(0, shown).map(({ slug, officialName, sizeBytes, says }) => (
              <li key={slug} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-13">
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium" title={slug}>
                    {officialName || slug}
                  </p>
                  <p className="text-2xs text-muted">{says}</p>
                </div>
                <span className="text-muted">{formatBytes(sizeBytes)}</span>
                <RemoveModel slug={slug} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  )
}
