import { useQuery } from '@connectrpc/connect-query'

import { OrderService, type UsageShare } from '#gen/order_pb.ts'

import { Card } from '../components/Card.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'
import { Loading } from './Loading.tsx'

/** What takes the room on disk, from five sides. */
export function Usage() {
  const { data, error, refetch } = useQuery(OrderService.method.getUsage, {}, { staleTime: 10_000 })
  if (!data) return <Loading label="Measuring" error={error} onRetry={() => void refetch()} />
  const sides = [
    ['By type', data.byType],
    ['By family', data.byFamily],
    ['By application', data.byApp],
    ['By place', data.byRoot],
    ['By format', data.byFormat],
  ] as const
  return (
    <>
      <p className="mb-4 text-13 text-muted">
        {plural(data.models, 'model')} with {plural(data.files, 'file')}:{' '}
        <span className="font-medium text-ink">{formatBytes(data.diskBytes)} on disk</span>, hard links counted once (
        {formatBytes(data.apparentBytes)} listed).
        {data.trashBytes > 0n && ` ${formatBytes(data.trashBytes)} in the trash.`}
        {data.offlineModels > 0n && ` ${plural(data.offlineModels, 'model')} on drives that are not there.`}
      </p>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {sides.map(([title, shares]) => shares.length > 0 && <Side key={title} title={title} shares={shares} />)}
      </div>
    </>
  )
}

function Side({ title, shares }: { title: string; shares: readonly UsageShare[] }) {
  const most = Number(shares[0]?.diskBytes ?? 1n) || 1
  return (
    <Card className="p-4">
      <h2 className="mb-2 text-13 font-semibold">{title}</h2>
      <ul aria-label={title} className="space-y-1.5">
        {shares.slice(0, 12).map(({ name, models, diskBytes }) => (
          <li key={name} className="relative flex h-7 items-center gap-3 px-2 text-13">
            <span
              aria-hidden="true"
              className="absolute inset-y-0.5 left-0 rounded bg-brass/15"
              style={{ width: `max(2px, ${(Number(diskBytes) / most) * 100}%)` }}
            />
            <span className="relative min-w-0 flex-1 truncate" title={`${name}: ${plural(models, 'model')}`}>
              {name}
            </span>
            <span className="relative text-2xs text-muted">{formatBytes(diskBytes)}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
