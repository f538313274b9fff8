import { Checkbox } from '../components/ui/Checkbox.tsx'
import { formatExactCount } from '../format/formatCount.ts'
import { type FilterField, toggleFilter } from './catalogSearch.ts'
import { labelValue } from './labelValue.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

interface FacetValueProps {
  field: FilterField
  value: string
  count: bigint | undefined
  checked: boolean
}

/** One value to choose, and how many models it would show. */
export function FacetValue({ field, value, count, checked }: FacetValueProps) {
  const navigate = useCatalogNavigation()
  return (
    <Checkbox checked={checked} onChange={() => navigate((search) => toggleFilter(search, field, value))}>
      <span className="min-w-0 flex-1 truncate" title={value}>
        {labelValue(field, value)}
      </span>
      {count !== undefined && <span className="text-2xs text-faint">{formatExactCount(count)}</span>}
    </Checkbox>
  )
}
