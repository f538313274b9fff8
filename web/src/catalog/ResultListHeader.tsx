import { getRouteApi } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'

import { cx } from '../components/ui/cx.ts'
import { sortOf } from './catalogSearch.ts'
import { columns } from './columns.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** The columns' names; a click sorts. */
export function ResultListHeader() {
  return (
    <div className={cx('hidden h-8 border-b px-2 text-2xs font-medium text-faint', columns)}>
      <SortHeading sort="name">Name</SortHeading>
      <span>Task</span>
      <span className="flex h-full items-center justify-end gap-1">
        <SortHeading sort="parameters" end>
          Parameters
        </SortHeading>
        /
        <SortHeading sort="bytes" end>
          Size
        </SortHeading>
      </span>
      <SortHeading sort="downloads" end>
        Downloads
      </SortHeading>
      <SortHeading sort="likes" end>
        Likes
      </SortHeading>
      <SortHeading sort="updated" end>
        Updated
      </SortHeading>
    </div>
  )
}

function SortHeading({ sort, end = false, children }: { sort: string; end?: boolean; children: ReactNode }) {
  const active = sortOf(route.useSearch()) === sort
  const navigate = useCatalogNavigation()
  const Arrow = sort === 'name' ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      aria-pressed={active}
      title={`Sort by ${String(children).toLowerCase()}`}
      onClick={() => navigate((search) => ({ ...search, sort }))}
      className={cx(
        'flex h-full items-center gap-1 hover:text-ink',
        end && 'flex-row-reverse justify-start text-right',
        active && 'text-ink',
      )}
    >
      {children}
      {active && <Arrow className="size-3" />}
    </button>
  )
}
