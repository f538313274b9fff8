import { getRouteApi } from '@tanstack/react-router'
import { X } from 'lucide-react'

import { formatContext } from '../fit/memoryOptions.ts'
import { describeMask } from '../settings/settings.ts'
import { type CatalogSearch, fieldNames, filterFields, rangeFields } from './catalogSearch.ts'
import { readFilterValue } from './changeFilter.ts'
import { labelValue } from './labelValue.ts'
import { describeRange } from './ranges.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

interface Condition {
  field?: string
  value: string
  not?: boolean
  without: CatalogSearch
}

/** The filters in use, each with a way out. */
export function ActiveFilters() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const conditions = conditionsOf(search)
  if (conditions.length === 0) return null
  return (
    <ul aria-label="Filters in use" className="flex flex-wrap items-center gap-1.5 pt-2.5">
      {conditions.map((condition) => (
        <Chip
          key={`${condition.field} ${condition.not} ${condition.value}`}
          condition={condition}
          onRemove={() => navigate(() => condition.without)}
        />
      ))}
      <li>
        <button
          type="button"
          onClick={() => navigate(({ query, sort }) => ({ query, sort }))}
          className="h-6 rounded px-1.5 text-2xs font-medium text-muted hover:bg-hover hover:text-ink"
        >
          Clear all
        </button>
      </li>
    </ul>
  )
}

/** Every condition but the words, in words, with the search that is left without it. */
function conditionsOf(search: CatalogSearch): Condition[] {
  const flags = [
    { name: 'gated', value: search.gated ? 'Gated only' : 'Without gated' },
    { name: 'original', value: search.original ? 'Originals only' : 'Derived only' },
    { name: 'removed', value: 'With removed' },
  ] as const
  const conditions: Condition[] = filterFields.flatMap((field) =>
    (search[field] ?? []).map((text) => {
      const { value, not } = readFilterValue(text)
      const rest = search[field]?.filter((other) => other !== text)
      return {
        field: fieldNames[field],
        value: labelValue(field, value),
        not,
        without: { ...search, [field]: rest?.length === 0 ? undefined : rest },
      }
    }),
  )
  for (const field of rangeFields) {
    const text = search[field]
    if (text === undefined) continue
    conditions.push({
      field: fieldNames[field],
      value: describeRange(field, text),
      without: { ...search, [field]: undefined },
    })
  }
  if (search.memory !== undefined) {
    const context = search.context === undefined ? '' : `, ${formatContext(search.context)} context`
    conditions.push({
      field: 'Runs in',
      value: search.memory + context,
      without: { ...search, memory: undefined, context: undefined },
    })
  }
  if (search.nsfw_mask !== undefined) {
    conditions.push({
      field: 'NSFW',
      value: describeMask(search.nsfw_mask),
      without: { ...search, nsfw_mask: undefined },
    })
  }
  for (const { name, value } of flags) {
    if (search[name] !== undefined) conditions.push({ value, without: { ...search, [name]: undefined } })
  }
  return conditions
}

function Chip({ condition: { field, value, not = false }, onRemove }: { condition: Condition; onRemove: () => void }) {
  const words = [field, not ? 'not' : undefined, value].filter((word) => word !== undefined).join(' ')
  return (
    <li className="flex h-6 max-w-full items-center rounded border bg-surface pl-2 text-2xs shadow-lift">
      {field !== undefined && <span className="mr-1 shrink-0 text-faint">{field}</span>}
      {not && <span className="mr-1 shrink-0 font-medium text-bad">not</span>}
      <span className="truncate font-medium">{value}</span>
      <button
        type="button"
        aria-label={`Remove the filter ${words}`}
        onClick={onRemove}
        className="ml-0.5 flex size-6 shrink-0 items-center justify-center rounded text-faint hover:text-ink"
      >
        <X className="size-3" />
      </button>
    </li>
  )
}
