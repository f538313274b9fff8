import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { Ancestry } from '#gen/ancestry_pb.ts'
import type { Entry } from '#gen/entry_pb.ts'

import { Card } from '../components/Card.tsx'
import { FeedLinks } from '../components/FeedLinks.tsx'
import { Section } from '../components/Section.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Segments } from '../components/ui/Segments.tsx'
import { Select } from '../components/ui/Select.tsx'
import { formatExactCount, plural } from '../format/formatCount.ts'
import { RelationRow } from '../model/RelationRow.tsx'
import { relationKinds } from './ancestrySearch.ts'

const route = getRouteApi('/models/$slug/ancestry')
const part = 50

/** Relatives one by one, the nearest and most downloaded first; of a large family the catalog has the rest. */
export function RelativeList({ ancestry, entry }: { ancestry: Ancestry; entry: Entry }) {
  const search = route.useSearch()
  const { relation } = search
  const list = search.list ?? (ancestry.descendantsTotal === 0n ? 'ancestors' : 'descendants')
  const navigate = route.useNavigate()
  const [shown, setShown] = useState(part)
  const all = list === 'ancestors' ? ancestry.ancestors : ancestry.descendants
  const total = list === 'ancestors' ? ancestry.ancestorsTotal : ancestry.descendantsTotal
  const found = relation === undefined ? all : all.filter((relative) => relative.relation === relation)
  return (
    <Section
      title="One by one"
      aside={
        <span className="flex items-center gap-2">
          New ones
          <FeedLinks
            path={`/api/v1/models/${encodeURIComponent(entry.slug)}/derivatives`}
            label={`What is made from ${entry.name}`}
          />
        </span>
      }
    >
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Segments
          label="Which relatives"
          value={list}
          options={[
            { value: 'descendants', label: 'Descendants' },
            { value: 'ancestors', label: 'Ancestors' },
          ]}
          onChange={(next) =>
            void navigate({
              search: (search) => ({ ...search, list: next }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <Select
          label="Relation"
          value={relation ?? ''}
          options={[{ value: '', label: 'any' }, ...relationKinds.map((kind) => ({ value: kind, label: kind }))]}
          onChange={(next) =>
            void navigate({
              search: (search) => ({ ...search, relation: relationKinds.find((kind) => kind === next) }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <p aria-live="polite" className="text-13 text-muted">
          {plural(found.length, 'model')}
          {BigInt(all.length) < total && (
            <>
              {' '}
              among the nearest {formatExactCount(all.length)} of {formatExactCount(total)};{' '}
              <Link to="/" search={{ base_model: [entry.slug] }} className="text-accent hover:underline">
                all are in the catalog
              </Link>
            </>
          )}
        </p>
      </div>
      {found.length > 0 && (
        <Card>
          <ul aria-label={list === 'ancestors' ? 'All ancestors' : 'All descendants'}>
            {found.slice(0, shown).map((relative) => (
              <RelationRow key={`${relative.id} ${relative.relation} ${relative.depth}`} relation={relative} />
            ))}
          </ul>
          {found.length > shown && (
            <Button
              look="quiet"
              size="small"
              className="h-9! w-full rounded-none border-t"
              onClick={() => setShown(shown + part * 2)}
            >
              Show more of {formatExactCount(found.length)}
            </Button>
          )}
        </Card>
      )}
    </Section>
  )
}
