import type { Statistics } from '#gen/statistics_pb.ts'

import { Histogram } from '../charts/Histogram.tsx'
import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { cx } from '../components/ui/cx.ts'
import { plural } from '../format/formatCount.ts'
import { downloadsMeaning } from '../format/sources.ts'
import { Definition } from './Definition.tsx'
import { describeBuckets } from './describeBuckets.ts'

const names: Record<string, string> = { bytes: 'Size', created: 'Created, by month' }

/** How models of one source spread over a number. */
export function Distributions({ statistics, source }: { statistics: Statistics; source: string }) {
  const { distributions, definitions } = statistics
  return (
    <Section title="Distributions">
      <Definition text={definitions.distributions} />
      <div className="grid gap-3 md:grid-cols-2">
        {distributions
          .filter((distribution) => distribution.source === source && distribution.buckets.length > 0)
          .map((distribution) => (
            <Card key={distribution.field} className={cx('p-4', distribution.field === 'created' && 'md:col-span-2')}>
              <h3 className="flex flex-wrap items-baseline gap-x-2 text-13 font-medium">
                {nameOf(distribution.field, source)}
                {distribution.unknown > 0n && (
                  <span className="text-2xs font-normal text-faint">
                    {plural(distribution.unknown, 'model')} without
                  </span>
                )}
              </h3>
              <Definition text={definitions[distribution.field]} />
              {distribution.buckets.some(({ count }) => count > 0n) ? (
                <Histogram label={nameOf(distribution.field, source)} bars={describeBuckets(distribution)} />
              ) : (
                <p className="py-6 text-center text-13 text-muted">The source tells it of no model.</p>
              )}
            </Card>
          ))}
      </div>
    </Section>
  )
}

function nameOf(field: string, source: string): string {
  if (field === 'downloads') return `Downloads ${downloadsMeaning(source).sentence}`
  return names[field] ?? field.charAt(0).toUpperCase() + field.slice(1)
}
