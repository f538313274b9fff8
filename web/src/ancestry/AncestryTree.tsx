import { type ReactNode, useState } from 'react'

import type { Ancestry } from '#gen/ancestry_pb.ts'
import type { Entry } from '#gen/entry_pb.ts'

import { Button } from '../components/ui/Button.tsx'
import { plural } from '../format/formatCount.ts'
import { AncestorBox } from './AncestorBox.tsx'
import { GroupBox } from './GroupBox.tsx'
import { byDepth, connectorPath } from './layoutLevels.ts'

const fewLevels = 3
const mostAncestors = 4

/** The family as rows of boxes: ancestors above, the model, descendants in groups below. */
export function AncestryTree({ ancestry, entry }: { ancestry: Ancestry; entry: Entry }) {
  const [all, setAll] = useState(false)
  const above = byDepth(ancestry.ancestors).map(({ depth, items }) => ({
    depth,
    boxes: [
      ...items
        .slice(0, items.length > mostAncestors ? mostAncestors - 1 : mostAncestors)
        .map((relation) => <AncestorBox key={relation.id} relation={relation} />),
      ...(items.length > mostAncestors
        ? [
            <p key="more" className="self-center py-3 text-center text-13 text-muted">
              and {items.length - mostAncestors + 1} more
            </p>,
          ]
        : []),
    ],
  }))
  const below = byDepth(ancestry.aggregate).map(({ depth, items }) => ({
    depth,
    boxes: [...items]
      .sort((a, b) => Number(b.count - a.count))
      .map((group) => (
        <GroupBox key={group.relation} group={group} slug={entry.slug} total={ancestry.descendantsTotal} />
      )),
  }))
  const hiddenAbove = all ? 0 : Math.max(0, above.length - fewLevels)
  const hiddenBelow = all ? 0 : Math.max(0, below.length - fewLevels)
  const own = {
    depth: 0,
    boxes: [
      <p
        key="own"
        className="rounded-lg border-2 border-brass bg-surface px-4 py-2.5 text-center font-semibold shadow-lift [overflow-wrap:anywhere]"
      >
        {entry.name}
      </p>,
    ],
  }
  const levels = [
    ...above
      .slice(0, above.length - hiddenAbove)
      .toReversed()
      .map((level) => ({ ...level, name: stepsWord(level.depth, 'up') })),
    { ...own, name: '' },
    ...below.slice(0, below.length - hiddenBelow).map((level) => ({ ...level, name: stepsWord(level.depth, 'down') })),
  ]
  return (
    <div className="rounded-xl border bg-sunken px-2 pt-7 pb-4 sm:px-4">
      {levels.map(({ name, boxes }, index) => (
        <div key={name}>
          {index > 0 && <Connector above={levels[index - 1]?.boxes.length ?? 1} below={boxes.length} />}
          <Level name={name}>{boxes}</Level>
        </div>
      ))}
      {(hiddenAbove > 0 || hiddenBelow > 0 || all) && (
        <p className="mt-3 text-center">
          <Button size="small" look="quiet" onClick={() => setAll(!all)}>
            {all ? 'Show fewer levels' : `Show ${plural(hiddenAbove + hiddenBelow, 'farther level')}`}
          </Button>
        </p>
      )}
    </div>
  )
}

function stepsWord(depth: number, direction: 'up' | 'down'): string {
  if (depth === 1) return direction === 'up' ? 'made from' : 'made from it'
  return `${depth} steps ${direction}`
}

function Level({ name, children }: { name: string; children: ReactNode[] }) {
  return (
    <section aria-label={name || 'the model'} className="relative">
      {name !== '' && (
        <h3 className="mb-1 text-center text-2xs text-faint sm:absolute sm:-top-5 sm:left-0 sm:text-left">{name}</h3>
      )}
      <div
        className="grid grid-cols-1 gap-y-2 md:grid-cols-[repeat(var(--boxes),minmax(0,1fr))]"
        style={{ '--boxes': children.length }}
      >
        {children.map((box, index) => (
          <div key={index} className="flex min-w-0 justify-center px-1.5 *:min-w-0 *:w-full *:max-w-md">
            {box}
          </div>
        ))}
      </div>
    </section>
  )
}

/** The lines between two rows; on a phone, where boxes stand below each other, one line. */
function Connector({ above, below }: { above: number; below: number }) {
  const line = {
    fill: 'none',
    stroke: 'var(--line-strong)',
    strokeWidth: 1.5,
    vectorEffect: 'non-scaling-stroke',
  } as const
  return (
    <>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" className="h-8 w-full max-md:hidden">
        <path d={connectorPath(above, below)} {...line} />
      </svg>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" className="h-4 w-full md:hidden">
        <path d={connectorPath(1, 1)} {...line} />
      </svg>
    </>
  )
}
