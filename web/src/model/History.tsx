import type { Entry } from '#gen/entry_pb.ts'
import type { HistoryDay } from '#gen/model_pb.ts'

import { LineChart } from '../charts/LineChart.tsx'
import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { plural } from '../format/formatCount.ts'
import { downloadsMeaning } from '../format/sources.ts'

/** Downloads and likes by day, from the catalog's own snapshots. */
export function History({ entry, days }: { entry: Entry; days: HistoryDay[] }) {
  const points = (read: (day: HistoryDay) => bigint) =>
    days.map((day) => ({ x: Number(day.day), y: Number(read(day)) }))
  return (
    <Section title="History" aside={days.length > 0 && plural(days.length, 'daily snapshot')}>
      {days.length < 2 ? (
        <p className="rounded-xl border border-dashed px-4 py-5 text-13 text-muted">
          {days.length === 0 ? 'There is no snapshot of it yet.' : 'There is one snapshot of it so far.'} The first sync
          of each day writes its downloads and likes down; from the second day on they are drawn here.
        </p>
      ) : (
        <Card className="grid gap-6 p-4 md:grid-cols-2">
          <LineChart
            label={`Downloads ${downloadsMeaning(entry.source).sentence}`}
            points={points(({ downloads }) => downloads)}
          />
          <LineChart label="Likes" points={points(({ likes }) => likes)} />
        </Card>
      )}
    </Section>
  )
}
