import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { Statistics } from '#gen/statistics_pb.ts'

import { Card } from '../components/Card.tsx'
import { EntryRow } from '../components/EntryRow.tsx'
import { Section } from '../components/Section.tsx'
import { Button } from '../components/ui/Button.tsx'
import { formatExactCount, plural } from '../format/formatCount.ts'
import { Definition } from './Definition.tsx'

const few = 10

/** The models of which the most was made. */
export function Families({ statistics: { families, definitions } }: { statistics: Statistics }) {
  const [all, setAll] = useState(false)
  const known = families.filter(({ descendants }) => descendants > 0n)
  if (known.length === 0) return null
  return (
    <Section title="Largest families">
      <Definition text={[definitions.families, `Descendants: ${definitions.descendants}`].join(' ')} />
      <Card>
        <ol aria-label="Largest families">
          {known.slice(0, all ? undefined : few).map(
            ({ entry, descendants, children }) =>
              entry && (
                <EntryRow
                  key={entry.slug}
                  entry={entry}
                  aside={
                    <Link
                      to="/models/$slug/ancestry"
                      params={{ slug: entry.slug }}
                      className="relative z-10 block hover:underline"
                    >
                      <strong className="font-semibold text-ink">{formatExactCount(descendants)}</strong> descendants
                      <span className="block text-2xs text-faint">{plural(children, 'child', 'children')}</span>
                    </Link>
                  }
                />
              ),
          )}
        </ol>
        {known.length > few && (
          <Button look="quiet" size="small" className="h-9! w-full rounded-none border-t" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show ${known.length - few} more`}
          </Button>
        )}
      </Card>
    </Section>
  )
}
