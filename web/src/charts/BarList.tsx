import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { CatalogSearch } from '../catalog/catalogSearch.ts'
import { formatExactCount } from '../format/formatCount.ts'

export interface Bar {
  key: string
  label: string
  count: bigint
  /** Where it leads. */
  search: CatalogSearch
}

const few = 8

/** Values as bars, the most first; each leads to its models in the catalog. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const [all, setAll] = useState(false)
  const most = Number(bars[0]?.count ?? 1n)
  return (
    <>
      <ul aria-label={label}>
        {(all ? bars : bars.slice(0, few)).map((bar) => (
          <li key={bar.key}>
            <Link
              to="/"
              search={bar.search}
              className="relative flex h-7 items-center gap-3 rounded px-2 text-13 hover:bg-hover"
            >
              <span
                aria-hidden="true"
                className="absolute inset-y-0.5 left-0 rounded bg-brass/15"
                style={{ width: `max(2px, ${(Number(bar.count) / most) * 100}%)` }}
              />
              <span className="relative min-w-0 flex-1 truncate" title={bar.label}>
                {bar.label}
              </span>
              <span className="relative text-2xs text-muted">{formatExactCount(bar.count)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {bars.length > few && (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="h-7 px-2 text-2xs font-medium text-accent hover:underline"
        >
          {all ? 'Show fewer' : `Show ${bars.length - few} more`}
        </button>
      )}
    </>
  )
}
