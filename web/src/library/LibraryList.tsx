import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'

import type { LibraryModel } from '#gen/library_pb.ts'

import { cx } from '../components/ui/cx.ts'
import { libraryColumns, LibraryRow } from './LibraryRow.tsx'

interface LibraryListProps {
  models: LibraryModel[]
  total: number
  hasMore: boolean
  onEndReached: () => void
}

const rowHeight = 56

/** The shelves; only the rows in sight are in the page. */
export function LibraryList({ models, total, hasMore, onEndReached }: LibraryListProps) {
  const list = useRef<HTMLUListElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  const virtualizer = useWindowVirtualizer({
    count: models.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin,
  })
  useEffect(() => setScrollMargin(list.current?.offsetTop ?? 0), [])
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= models.length - 20) onEndReached()
  })
  return (
    <div className="overflow-hidden rounded-xl border bg-surface shadow-lift">
      <div className={cx('hidden h-8 border-b px-4 text-2xs font-medium text-faint', libraryColumns)}>
        <span>Model</span>
        <span>Type</span>
        <span>Family</span>
        <span className="text-right">Size</span>
        <span className="text-right">Files</span>
        <span className="text-right">Links</span>
        <span className="text-right">Added</span>
      </div>
      <ul
        ref={list}
        aria-label="Models in the library"
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const model = models[item.index]
          return (
            model && (
              <li
                key={model.slug}
                aria-setsize={total}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0 border-b last:border-b-0"
                style={{ height: rowHeight, transform: `translateY(${item.start - scrollMargin}px)` }}
              >
                <LibraryRow model={model} />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
