import { getRouteApi } from '@tanstack/react-router'

import { Checkbox } from '../components/ui/Checkbox.tsx'
import { Segments } from '../components/ui/Segments.tsx'
import { Select } from '../components/ui/Select.tsx'
import { nsfwLevels, settings } from '../settings/settings.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** A flag that may be anything, set or not set. */
type Flag = 'any' | 'true' | 'false'
const flagOf = (value: boolean | undefined): Flag => (value === undefined ? 'any' : value ? 'true' : 'false')
const valueOf = (flag: Flag) => (flag === 'any' ? undefined : flag === 'true')

const maskOptions = [
  { value: '', label: 'everything' },
  ...nsfwLevels.map(({ mask, label }) => ({ value: String(mask), label: mask === 1 ? 'PG only' : `up to ${label}` })),
]

/** What else may be shown. The level of mature content is a setting of this browser; the rest is part of the search. */
export function ShowFilters() {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  const { nsfwMask } = settings.use()
  return (
    <div role="group" aria-label="Show" className="space-y-2 pt-2">
      <h3 className="text-2xs font-semibold text-faint">Show</h3>
      <Segments
        label="Originals"
        className="flex w-full"
        value={flagOf(search.original)}
        options={[
          { value: 'any', label: 'All' },
          { value: 'true', label: 'Originals' },
          { value: 'false', label: 'Derived' },
        ]}
        onChange={(flag) => navigate((current) => ({ ...current, original: valueOf(flag) }))}
      />
      <Segments
        label="Gated"
        className="flex w-full"
        value={flagOf(search.gated)}
        options={[
          { value: 'any', label: 'All' },
          { value: 'false', label: 'Open' },
          { value: 'true', label: 'Gated' },
        ]}
        onChange={(flag) => navigate((current) => ({ ...current, gated: valueOf(flag) }))}
      />
      <Checkbox
        checked={search.removed === true}
        onChange={(checked) => navigate((current) => ({ ...current, removed: checked || undefined }))}
      >
        Also what sources removed
      </Checkbox>
      <Select
        label="NSFW"
        value={nsfwMask === undefined ? '' : String(nsfwMask)}
        options={
          nsfwMask === undefined || maskOptions.some(({ value }) => value === String(nsfwMask))
            ? maskOptions
            : [...maskOptions, { value: String(nsfwMask), label: `bits ${nsfwMask}` }]
        }
        onChange={(mask) => {
          const { nsfwMask: _before, ...rest } = settings.read()
          settings.write(mask === '' ? rest : { ...rest, nsfwMask: Number(mask) })
        }}
      />
      <p className="text-2xs text-faint">Kept in this browser. Models without a rating are always shown.</p>
    </div>
  )
}
