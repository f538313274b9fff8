import { Collapsible } from '@base-ui/react/collapsible'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'

import type { FacetValue as Value } from '#gen/catalog_pb.ts'

import { TextInput } from '../components/ui/TextInput.tsx'
import type { FilterField } from './catalogSearch.ts'
import { FacetValue } from './FacetValue.tsx'
import { labelValue } from './labelValue.ts'

interface FacetProps {
  field: FilterField
  title: string
  /** Undefined while loading. */
  values: Value[] | undefined
  chosen: string[]
  openAtFirst: boolean
}

const few = 6

/** One field: its values with exact counts, the most frequent first. */
export function Facet({ field, title, values, chosen, openAtFirst }: FacetProps) {
  const [all, setAll] = useState(false)
  const [words, setWords] = useState('')
  const known = (values ?? []).filter(({ value }) => value !== '')
  // What is chosen stays in sight, also when nothing matches it.
  const missing = chosen.filter((value) => !known.some((other) => other.value === value))
  const listed = [...missing.map((value) => ({ value, count: values ? 0n : undefined })), ...known]
  const found = listed.filter(({ value }) => labelValue(field, value).toLowerCase().includes(words.toLowerCase()))
  const shown = all ? found : found.filter(({ value }, index) => index < few || chosen.includes(value))
  if (values && listed.length === 0) return null
  return (
    <Collapsible.Root defaultOpen={openAtFirst || chosen.length > 0}>
      <Collapsible.Trigger className="group -mx-2 flex h-8 w-[calc(100%+1rem)] items-center gap-1 rounded-md px-2 text-2xs font-semibold text-muted hover:text-ink">
        <ChevronRight className="size-3 text-faint transition-transform group-data-panel-open:rotate-90" />
        {title}
        {chosen.length > 0 && <span className="ml-1 rounded-full bg-brass/15 px-1.5 text-brass">{chosen.length}</span>}
      </Collapsible.Trigger>
      <Collapsible.Panel className="pb-2">
        {all && listed.length > 12 && (
          <TextInput
            aria-label={`Find in ${title}`}
            placeholder="Find…"
            className="mb-1 h-7!"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
        {!values && <div className="skeleton my-1.5 h-24" />}
        {shown.map(({ value, count }) => (
          <FacetValue key={value} field={field} value={value} count={count} checked={chosen.includes(value)} />
        ))}
        {found.length > few && (
          <button
            type="button"
            onClick={() => {
              setAll(!all)
              setWords('')
            }}
            className="h-7 text-2xs font-medium text-accent hover:underline"
          >
            {all ? 'Show fewer' : `Show ${found.length - few} more`}
          </button>
        )}
      </Collapsible.Panel>
    </Collapsible.Root>
  )
}
