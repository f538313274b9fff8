import { useQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'

import { OrderService, type Update } from '#gen/order_pb.ts'

import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { Time } from '../components/Time.tsx'
import { buttonLook } from '../components/ui/Button.tsx'
import { plural } from '../format/formatCount.ts'
import { Loading } from './Loading.tsx'

/** What sources have newer of the library's models. */
export function Updates() {
  const { data, error, refetch } = useQuery(OrderService.method.checkUpdates, {}, { staleTime: 300_000 })
  if (!data) return <Loading label="Asking the sources" error={error} onRetry={() => void refetch()} />
  return (
    <>
      {data.problems.length > 0 && (
        <details className="mb-3 text-13 text-muted">
          <summary className="cursor-pointer">
            {plural(BigInt(data.problems.length), 'model')} could not be asked for
          </summary>
          <ul className="mt-1 list-disc pl-5">
            {data.problems.map(({ slug, message }) => (
              <li key={slug}>
                {slug}: {message}
              </li>
            ))}
          </ul>
        </details>
      )}
      {data.updates.length === 0 ? (
        <EmptyState icon={<CircleCheck />} title="Nothing newer is known">
          {plural(data.total, 'model')} looked at.
        </EmptyState>
      ) : (
        <Card>
          <ul aria-label="Updates" className="divide-y">
            {data.updates.map((update) => (
              <Row key={update.slug} update={update} />
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function Row({ update }: { update: Update }) {
  const { slug, officialName, current, latest, latestName, files, toldBy, asOf, note } = update
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-13">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={slug}>
          {officialName}
        </p>
        <p className="text-2xs text-muted">
          {current.slice(0, 12)} → {latestName || latest.slice(0, 12)}
          {files.length > 0 && `, ${plural(BigInt(files.length), 'file')} differ`}
          {note !== '' && `, ${note}`}
          {toldBy === 'catalog' && (
            <>
              , as the catalog knows it, <Time at={asOf} />
            </>
          )}
        </p>
      </div>
      <Link to="/models/$slug" params={{ slug }} className={buttonLook('plain', 'small')}>
        Open
      </Link>
    </li>
  )
}
