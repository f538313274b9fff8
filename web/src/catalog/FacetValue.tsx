import { Ban } from 'lucide-react'

import { Checkbox } from '../components/ui/Checkbox.tsx'
import { cx } from '../components/ui/cx.ts'
import { formatExactCount } from '../format/formatCount.ts'
import type { FilterField } from './catalogSearch.ts'
import { toggleFilter, toggleUnwanted } from './changeFilter.ts'
import { labelValue } from './labelValue.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

interface FacetValueProps {
  field: FilterField
  value: string
  count: bigint | undefined
  wanted: boolean
  unwanted: boolean
}

/** One value to choose or to exclude, and how many models it would show. */
export function FacetValue({ field, value, count, wanted, unwanted }: FacetValueProps) {
  const navigate = useCatalogNavigation()
  const label = labelValue(field, value)
  return (
    <div className="group relative">
      <Checkbox checked={wanted} onChange={() => navigate((search) => toggleFilter(search, field, value))}>
        <span className={cx('min-w-0 flex-1 truncate', unwanted && 'text-faint line-through')} title={value}>
          {label}
        </span>
        {count !== undefined && (
          <span className="text-2xs text-faint transition-[padding] group-focus-within:pr-6 group-hover:pr-6 pointer-coarse:pr-8">
            {formatExactCount(count)}
          </span>
        )}
      </Checkbox>
      <button
        type="button"
        aria-label={`Exclude ${label}`}
        aria-pressed={unwanted}
        title={unwanted ? `Models with ${label} are left out` : `Leave out models with ${label}`}
        onClick={() => navigate((search) => toggleUnwanted(search, field, value))}
        className="absolute top-1/2 -right-1 flex size-6 -translate-y-1/2 items-center justify-center rounded text-faint opacity-0 group-hover:opacity-100 hover:bg-line hover:text-bad focus-visible:opacity-100 aria-pressed:text-bad aria-pressed:opacity-100 pointer-coarse:size-8 pointer-coarse:opacity-100"
      >
        <Ban className="size-3.5" />
      </button>
    </div>
  )
}
