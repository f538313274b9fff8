import { getRouteApi } from '@tanstack/react-router'
import { ArrowDown } from 'lucide-react'
import type { ReactNode } from 'react'

import { cx } from '../components/ui/cx.ts'
import { sortOf } from './catalogSearch.ts'
import { columns } from './columns.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** The columns' names; a click sorts, the most first. */
export function ResultListHeader() {
  return (
    <div className={cx('hidden h-8 border-b px-2 text-2xs font-medium text-faint', columns)}>
      <span className="pl-8">Name</span>
      <span>Task</span>
      <span className="flex h-full items-center justify-end gap-1">
        <SortHeading sort="parameters">Parameters</SortHeading>/<SortHeading sort="bytes">Size</SortHeading>
      </span>
      <SortHeading sort="downloads">Downloads</SortHeading>
      <SortHeading sort="likes">Likes</SortHeading>
      <SortHeading sort="updated">Updated</SortHeading>
    </div>
  )
}

function SortHeading({ sort, children }: { sort: string; children: ReactNode }) {
  const active = sortOf(route.useSearch()) === sort
  const navigate = useCatalogNavigation()
  return (
    <button
      type="button"
      aria-pressed={active}
      title={`Sort by ${String(children).toLowerCase()}`}
      onClick={() => navigate((search) => ({ ...search, sort }))}
      className={cx(
        'flex h-full flex-row-reverse items-center justify-start gap-1 text-right hover:text-ink',
        active && 'text-ink',
      )}
    >
      {children}
      {active && <ArrowDown className="size-3" />}
    </button>
  )
}
