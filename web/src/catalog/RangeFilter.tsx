import { useState } from 'react'

import { Button } from '../components/ui/Button.tsx'
import { cx } from '../components/ui/cx.ts'
import { TextInput } from '../components/ui/TextInput.tsx'
import { fieldNames, type RangeField } from './catalogSearch.ts'
import { FilterGroup } from './FilterGroup.tsx'
import { joinRange, presetsOf, rangeProblem, splitRange } from './ranges.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

/** One field of which a range is wanted: a few ready ones, or two ends of one's own. */
export function RangeFilter({ field, text }: { field: RangeField; text: string | undefined }) {
  const navigate = useCatalogNavigation()
  const set = (range: string | undefined) => navigate((search) => ({ ...search, [field]: range }))
  return (
    <FilterGroup title={fieldNames[field]} used={text === undefined ? 0 : 1} openAtFirst={false}>
      <div className="flex flex-wrap gap-1 pb-2">
        {presetsOf(field).map((preset) => (
          <button
            key={preset.label}
            type="button"
            aria-pressed={text === preset.text}
            onClick={() => set(text === preset.text ? undefined : preset.text)}
            className={cx(
              'h-6 rounded border px-1.5 text-2xs font-medium text-muted hover:border-line-strong hover:text-ink max-lg:h-8 max-lg:px-2.5',
              'aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-page',
            )}
          >
            {preset.label}
          </button>
        ))}
      </div>
      <RangeEnds key={text ?? ''} field={field} text={text} onSet={set} />
    </FilterGroup>
  )
}

const examples: Record<RangeField, [string, string]> = {
  parameters: ['6B', '9B'],
  bytes: ['1GB', '16GB'],
  created: ['2026-01', '2026-03'],
  updated: ['2026-01', '2026-03'],
  downloads: ['1k', '100k'],
  likes: ['10', '1k'],
}

interface RangeEndsProps {
  field: RangeField
  text: string | undefined
  onSet: (range: string | undefined) => void
}

function RangeEnds({ field, text, onSet }: RangeEndsProps) {
  const [ends, setEnds] = useState(() => splitRange(text))
  const range = joinRange(ends)
  const problem = range === undefined ? undefined : rangeProblem(field, range)
  const [fromExample, toExample] = examples[field]
  const name = fieldNames[field].toLowerCase()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem) onSet(range)
      }}
    >
      <div className="flex items-center gap-1.5">
        <TextInput
          aria-label={`Least ${name}`}
          placeholder={fromExample}
          className="h-7!"
          value={ends.from}
          onChange={(event) => setEnds({ ...ends, from: event.target.value })}
        />
        <span className="text-2xs text-faint">to</span>
        <TextInput
          aria-label={`Most ${name}`}
          placeholder={toExample}
          className="h-7!"
          value={ends.to}
          onChange={(event) => setEnds({ ...ends, to: event.target.value })}
        />
        <Button type="submit" size="small" className="px-2!" disabled={range === text || problem !== undefined}>
          Set
        </Button>
      </div>
      {problem && (
        <p role="alert" className="pt-1 text-2xs text-bad">
          {problem.hint || problem.message}
        </p>
      )}
    </form>
  )
}
