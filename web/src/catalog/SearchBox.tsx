import { getRouteApi } from '@tanstack/react-router'
import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'

import { OptionList } from '../components/ui/OptionList.tsx'
import { useCombobox } from '../components/ui/useCombobox.ts'
import { useHotkey } from '../components/useHotkey.ts'
import { SuggestionRow } from './SuggestionRow.tsx'
import { takeSuggestion } from './takeSuggestion.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'
import { useSuggestions } from './useSuggestions.ts'

const route = getRouteApi('/')
const debounceMs = 140

interface SearchBoxProps {
  inputRef: RefObject<HTMLInputElement | null>
  onArrowDown: () => void
}

/**
 * Where one types. Suggestions come at once, the address and its list a moment later. With the suggestions closed, the
 * arrow down goes into the list and Escape empties.
 */
export function SearchBox({ inputRef, onArrowDown }: SearchBoxProps) {
  const { query = '' } = route.useSearch()
  const navigate = useCatalogNavigation()
  const open = route.useNavigate()
  const [text, setText] = useState(query)
  const sent = useRef(query)
  const [typing, setTyping] = useState(false)
  const suggestions = useSuggestions(typing ? text : '')

  // Back and forward, and links, change the address without typing.
  if (query !== sent.current) {
    sent.current = query
    setText(query)
  }

  function search(): void {
    const next = text.trim()
    if (next === sent.current) return
    sent.current = next
    navigate((current) => ({ ...current, query: next === '' ? undefined : next }), { replace: true })
  }

  useEffect(() => {
    if (text.trim() === sent.current) return
    const timer = setTimeout(search, debounceMs)
    return () => clearTimeout(timer)
  })

  const combobox = useCombobox({
    count: suggestions.length,
    onChoose(index) {
      const suggestion = suggestions[index]
      setTyping(false)
      if (!suggestion) return
      if (suggestion.slug !== '') {
        // A search that is still due would lead back here while the model's page loads.
        sent.current = text.trim()
        void open({ to: '/models/$slug', params: { slug: suggestion.slug } })
        return
      }
      // The words that led to it leave the box at once: a search for them may still be on its way.
      const { query: rest = '' } = takeSuggestion({}, text, suggestion)
      sent.current = rest
      setText(rest)
      navigate((current) => takeSuggestion(current, text, suggestion))
    },
    onSubmit() {
      setTyping(false)
      search()
    },
    onEscape: () => (text === '' ? inputRef.current?.blur() : setText('')),
    onLeaveDown: onArrowDown,
  })

  useHotkey('/', () => inputRef.current?.select())

  return (
    <div role="search" className="relative">
      <Search className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint" />
      <input
        {...combobox.inputProps}
        ref={inputRef}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label="Search models"
        aria-keyshortcuts="/"
        placeholder="Search models by name, author, tag, base model, hash…"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={10_000}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setTyping(true)
          combobox.offer()
        }}
        className="h-10 w-full rounded-lg border border-line-strong bg-surface pr-10 pl-9 text-sm shadow-lift focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 max-lg:text-base"
      />
      {text === '' ? (
        <kbd className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 rounded border bg-sunken px-1.5 font-mono text-2xs text-faint max-lg:hidden">
          /
        </kbd>
      ) : (
        <button
          type="button"
          aria-label="Empty the search"
          onClick={() => {
            setText('')
            inputRef.current?.focus()
          }}
          className="absolute top-1/2 right-1.5 flex size-7 -translate-y-1/2 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
        >
          <X className="size-4" />
        </button>
      )}
      <OptionList
        label="Suggestions"
        combobox={combobox}
        options={suggestions}
        keyOf={({ kind, text, slug }) => `${kind} ${slug} ${text}`}
        render={(suggestion) => <SuggestionRow suggestion={suggestion} />}
      />
    </div>
  )
}
