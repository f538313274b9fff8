import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { rowHeights } from './columns.ts'
import { ResultRow } from './ResultRow.tsx'
import { ResultRowSkeleton } from './ResultSkeleton.tsx'
import { useIsTable } from './useIsTable.ts'
import { useListKeys } from './useListKeys.ts'

interface ResultListProps {
  ref: Ref<{ focusFirst: () => void }>
  entries: Entry[]
  total: number
  hasMore: boolean
  onEndReached: () => void
  /** The arrow up on the first row, or Escape. */
  onLeave: () => void
}

const ahead = 40

/** Rows as links; only those in sight are in the page. Arrow keys walk, Enter opens. */
export function ResultList({ ref, entries, total, hasMore, onEndReached, onLeave }: ResultListProps) {
  const container = useRef<HTMLUListElement>(null)
  const [active, setActive] = useState(0)
  const [scrollMargin, setScrollMargin] = useState(0)
  const height = useIsTable() ? rowHeights.table : rowHeights.card
  const virtualizer = useWindowVirtualizer({
    count: entries.length + (hasMore ? 6 : 0),
    estimateSize: () => height,
    overscan: 12,
    scrollMargin,
    scrollPaddingStart: 220,
    scrollPaddingEnd: 24,
    // The row with the focus stays in the page, or the focus would be lost by scrolling.
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), active])].sort((a, b) => a - b),
  })
  const keys = useListKeys({ container, count: entries.length, active, setActive, virtualizer, onLeave })
  useImperativeHandle(ref, () => ({ focusFirst: () => keys.focusRow(0) }))

  useEffect(() => virtualizer.measure(), [virtualizer, height])
  useEffect(() => {
    const measure = () => setScrollMargin(container.current?.offsetTop ?? 0)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])

  const items = virtualizer.getVirtualItems().filter(({ index }) => index < entries.length || hasMore)
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= entries.length - ahead) onEndReached()
  })

  return (
    <ul
      ref={container}
      aria-label="Models found"
      onKeyDown={keys.onKeyDown}
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.map((item) => {
        const entry = entries[item.index]
        return (
          <li
            key={entry ? entry.slug : item.index}
            data-index={item.index}
            aria-setsize={total}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0"
            style={{ height, transform: `translateY(${item.start - scrollMargin}px)` }}
          >
            {entry ? (
              <ResultRow
                entry={entry}
                tabIndex={item.index === active ? 0 : -1}
                onFocus={() => setActive(item.index)}
              />
            ) : (
              <ResultRowSkeleton />
            )}
          </li>
        )
      })}
    </ul>
  )
}
