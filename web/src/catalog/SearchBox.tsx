import { getRouteApi } from '@tanstack/react-router'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'

import { useHotkey } from '../components/useHotkey.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')
const debounceMs = 140

interface SearchBoxProps {
  inputRef: RefObject<HTMLInputElement | null>
  onArrowDown: () => void
}

/** Where one types. The address follows a moment later; the arrow down goes into the list, Escape empties. */
export function SearchBox({ inputRef, onArrowDown }: SearchBoxProps) {
  const { query = '' } = route.useSearch()
  const navigate = useCatalogNavigation()
  const [text, setText] = useState(query)
  const sent = useRef(query)

  // Back and forward, and links, change the address without typing.
  if (query !== sent.current) {
    sent.current = query
    setText(query)
  }

  useEffect(() => {
    const next = text.trim()
    if (next === sent.current) return
    const timer = setTimeout(() => {
      sent.current = next
      navigate((search) => ({ ...search, query: next === '' ? undefined : next }), { replace: true })
    }, debounceMs)
    return () => clearTimeout(timer)
  })

  useHotkey('/', () => inputRef.current?.select())

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      onArrowDown()
    } else if (event.key === 'Escape') {
      if (text === '') inputRef.current?.blur()
      else setText('')
    }
  }

  return (
    <div role="search" className="relative">
      <Search className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint" />
      <input
        ref={inputRef}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label="Search models"
        aria-keyshortcuts="/"
        placeholder="Search models by name, author, tag, base model…"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
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
    </div>
  )
}
