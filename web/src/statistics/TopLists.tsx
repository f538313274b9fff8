import type { ReactNode } from 'react'

import type { Entry } from '#gen/entry_pb.ts'
import type { Statistics } from '#gen/statistics_pb.ts'

import { Card } from '../components/Card.tsx'
import { EntryRow } from '../components/EntryRow.tsx'
import { Section } from '../components/Section.tsx'
import { Time } from '../components/Time.tsx'
import { formatCount, plural } from '../format/formatCount.ts'
import { Definition } from './Definition.tsx'

/** What each list goes by, for its title and its numbers; without a number it shows the downloads. */
const lists: Record<string, { title: string; aside?: (entry: Entry) => ReactNode }> = {
  downloads: { title: 'Most downloaded' },
  likes: {
    title: 'Most liked',
    aside: ({ likes }) => <span title={plural(likes, 'like')}>{formatCount(likes)}</span>,
  },
  trending: { title: 'Trending at the source', aside: ({ trendingScore }) => trendingScore?.toFixed(0) },
  rising: { title: 'Rising', aside: ({ risingScore }) => risingScore?.toFixed(1) },
  created: {
    title: 'Newest',
    aside: ({ createdAt }) => createdAt !== undefined && <Time at={createdAt} />,
  },
}

/** The ten first of one source, by each number. */
export function TopLists({ statistics, source }: { statistics: Statistics; source: string }) {
  const tops = statistics.tops.filter((top) => top.source === source && top.entries.length > 0)
  return (
    <Section title="Tops">
      <Definition text={statistics.definitions.tops} />
      <div className="grid gap-3 md:grid-cols-2">
        {tops.map(({ name, entries }) => (
          <Card key={name}>
            <h3 className="border-b px-4 py-2 text-13 font-medium">{lists[name]?.title ?? name}</h3>
            <ol aria-label={lists[name]?.title ?? name}>
              {entries.map((entry) => (
                <EntryRow key={entry.slug} entry={entry} aside={lists[name]?.aside?.(entry)} />
              ))}
            </ol>
          </Card>
        ))}
      </div>
    </Section>
  )
}
