import { useQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'

import { CatalogService } from '#gen/catalog_pb.ts'
import type { GrowthDay, GrowthSeries } from '#gen/trend_pb.ts'

import { Sparkline } from '../charts/Sparkline.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Section } from '../components/Section.tsx'
import { SourceMark } from '../components/SourceMark.tsx'
import { Segments } from '../components/ui/Segments.tsx'
import { formatCount, formatExactCount } from '../format/formatCount.ts'
import { plural } from '../format/formatCount.ts'

const route = getRouteApi('/trending')
const names = { task: 'Tasks', license: 'Licenses', author: 'Authors' } as const

/** How the largest tasks, licenses or authors grew in the last 30 days. */
export function Growth() {
  const { by = 'task', measure = 'downloads' } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error } = useQuery(
    CatalogService.method.getGrowth,
    { by, days: 30, limit: 12 },
    { placeholderData: keepPreviousData, staleTime: 5 * 60_000 },
  )
  const change = (next: Partial<ReturnType<typeof route.useSearch>>) =>
    void navigate({ search: (search) => ({ ...search, ...next }), replace: true, resetScroll: false })
  const series = data?.series.filter(({ days }) => days.length > 0) ?? []
  const days = Math.max(0, ...series.map((one) => one.days.length))
  return (
    <Section title="Growth" aside={days > 0 && `from ${plural(days, 'daily snapshot')}`}>
      <div className="mb-3 flex flex-wrap gap-2">
        <Segments
          label="Of what"
          value={by}
          options={(['task', 'license', 'author'] as const).map((value) => ({ value, label: names[value] }))}
          onChange={(next) => change({ by: next })}
        />
        <Segments
          label="Measured by"
          value={measure}
          options={[
            { value: 'downloads', label: 'Downloads' },
            { value: 'likes', label: 'Likes' },
            { value: 'models', label: 'Models' },
          ]}
          onChange={(next) => change({ measure: next })}
        />
      </div>
      {error && <ErrorNotice error={error} />}
      {data && series.length === 0 && (
        <p className="rounded-xl border border-dashed px-4 py-5 text-13 text-muted">
          There is no daily snapshot yet. The first sync of each day takes one.
        </p>
      )}
      {series.length > 0 && (
        <Card>
          <ul aria-label="Growth">
            {series.map((one) => (
              <SeriesRow key={`${one.source} ${one.value}`} series={one} by={by} measure={measure} />
            ))}
          </ul>
        </Card>
      )}
    </Section>
  )
}

interface SeriesRowProps {
  series: GrowthSeries
  by: 'task' | 'license' | 'author'
  measure: Exclude<keyof GrowthDay, '$typeName' | '$unknown' | 'day'>
}

function SeriesRow({ series: { value, source, days }, by, measure }: SeriesRowProps) {
  const first = days[0]?.[measure] ?? 0n
  const last = days.at(-1)?.[measure] ?? 0n
  const gained = last - first
  const percent = first > 0n ? (Number(gained) / Number(first)) * 100 : undefined
  return (
    <li className="relative flex min-h-11 items-center gap-3 border-b px-4 py-1 text-13 last:border-b-0 hover:bg-hover">
      <SourceMark source={source} />
      <Link
        to="/"
        search={{ [by]: [value], source: [source] }}
        className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
      >
        {value}
      </Link>
      <span className="max-sm:hidden">
        <Sparkline points={days.map((day) => ({ x: Number(day.day), y: Number(day[measure]) }))} />
      </span>
      <span className="w-16 text-right" title={formatExactCount(last)}>
        {formatCount(last)}
      </span>
      <span className="w-28 text-right text-muted" title={`${formatExactCount(gained)} in ${days.length} days`}>
        {days.length > 1 && (
          <>
            {gained < 0n ? '−' : '+'}
            {formatCount(gained < 0n ? -gained : gained)}
            {percent !== undefined && <span className="text-2xs text-faint"> {percent.toFixed(1)} %</span>}
          </>
        )}
      </span>
    </li>
  )
}
