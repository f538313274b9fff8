import { useState } from 'react'

import type { FacetValue as Value } from '#gen/search_pb.ts'

import { TextInput } from '../components/ui/TextInput.tsx'
import type { FilterField } from './catalogSearch.ts'
import { FacetValue } from './FacetValue.tsx'
import { FilterGroup } from './FilterGroup.tsx'
import { labelValue } from './labelValue.ts'
import { fieldOfSuggestion } from './takeSuggestion.ts'
import { useSuggestions } from './useSuggestions.ts'

interface FacetProps {
  field: FilterField
  title: string
  /** Undefined while loading. */
  values: Value[] | undefined
  wanted: string[]
  unwanted: string[]
  openAtFirst: boolean
}

const few = 6

/** One field: its values with exact counts, the most frequent first; rarer ones are found by typing. */
export function Facet({ field, title, values, wanted, unwanted, openAtFirst }: FacetProps) {
  const [all, setAll] = useState(false)
  const [words, setWords] = useState('')
  const chosen = [...wanted, ...unwanted]
  const known = (values ?? []).filter(({ value }) => value !== '')
  // What is chosen stays in sight, also when nothing matches it.
  const missing = chosen.filter((value) => !known.some((other) => other.value === value))
  const listed = [...missing.map((value) => ({ value, count: undefined })), ...known]
  const found = listed.filter(({ value }) => labelValue(field, value).toLowerCase().includes(words.toLowerCase()))
  const rare = useSuggestions(all ? words : '', 20)
    .filter((suggestion) => fieldOfSuggestion(suggestion) === field)
    .filter(({ text }) => !listed.some(({ value }) => value === text))
    .map(({ text }) => ({ value: text, count: undefined }))
  const shown = all ? [...found, ...rare] : found.filter(({ value }, index) => index < few || chosen.includes(value))
  if (values && listed.length === 0) return null
  return (
    <FilterGroup title={title} used={chosen.length} openAtFirst={openAtFirst}>
      {all && (
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
        <FacetValue
          key={value}
          field={field}
          value={value}
          count={count}
          wanted={wanted.includes(value)}
          unwanted={unwanted.includes(value)}
        />
      ))}
      {(listed.length > few || all) && (
        <button
          type="button"
          onClick={() => {
            setAll(!all)
            setWords('')
          }}
          className="h-7 text-2xs font-medium text-accent hover:underline"
        >
          {all ? 'Show fewer' : `Show ${listed.length - few} more`}
        </button>
      )}
    </FilterGroup>
  )
}
