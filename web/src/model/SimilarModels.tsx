import { useQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'

import { CatalogService } from '#gen/catalog_pb.ts'

import { Downloads } from '../catalog/Downloads.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Section } from '../components/Section.tsx'

/** Models like this one, and why. */
export function SimilarModels({ slug }: { slug: string }) {
  const { data, error } = useQuery(CatalogService.method.findSimilar, { slug, limit: 6 })
  if (data?.models.length === 0) return null
  return (
    <Section title="Similar">
      {error && <ErrorNotice error={error} />}
      {!data && !error && <div role="status" aria-label="Loading" className="skeleton h-40 rounded-xl!" />}
      {data && (
        <Card>
          <ul aria-label="Similar models" className="-mb-px sm:grid sm:grid-cols-2">
            {data.models.map(
              ({ entry, score, reasons }) =>
                entry && (
                  <li
                    key={entry.slug}
                    className="relative min-w-0 border-b px-4 py-2.5 text-13 hover:bg-hover sm:odd:border-r"
                  >
                    <Link
                      to="/models/$slug"
                      params={{ slug: entry.slug }}
                      title={entry.id}
                      className="block truncate font-medium after:absolute after:inset-0"
                    >
                      {entry.source === 'huggingface' ? entry.id : entry.name}
                    </Link>
                    <p className="mt-0.5 line-clamp-2 text-2xs text-muted" title={reasons.join(', ')}>
                      {reasons.join(' · ')}
                    </p>
                    <p className="mt-0.5 flex items-center gap-2 text-2xs text-faint">
                      <span title="How much they share, from 0 to 100">{Math.round(score * 100)} % alike</span>
                      <span className="ml-auto">
                        <Downloads entry={entry} />
                      </span>
                    </p>
                  </li>
                ),
            )}
          </ul>
        </Card>
      )}
    </Section>
  )
}
