import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'

interface ListKeysOptions {
  container: RefObject<HTMLElement | null>
  count: number
  active: number
  setActive: (index: number) => void
  virtualizer: { scrollToIndex: (index: number, options: { align: 'auto' }) => void }
  onLeave: () => void
}

/** Arrow keys, Page Up and Down, Home and End in a list of links of which only a part is in the page. */
export function useListKeys({ container, count, active, setActive, virtualizer, onLeave }: ListKeysOptions) {
  const wanted = useRef<number | undefined>(undefined)

  // The row may only come into the page by the scrolling; it gets the focus as soon as it is there.
  useEffect(() => {
    if (wanted.current === undefined) return
    const link = container.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] a`)
    if (!link) return
    wanted.current = undefined
    link.focus({ preventScroll: true })
  })

  function focusRow(index: number): void {
    const target = Math.max(0, Math.min(count - 1, index))
    wanted.current = target
    setActive(target)
    virtualizer.scrollToIndex(target, { align: 'auto' })
    const link = container.current?.querySelector<HTMLElement>(`[data-index="${target}"] a`)
    if (link) {
      wanted.current = undefined
      link.focus({ preventScroll: true })
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const target = targetOf(event.key, active, count)
    if (target !== undefined) {
      event.preventDefault()
      if (target < 0) onLeave()
      else focusRow(target)
    }
  }

  return { focusRow, onKeyDown }
}

const page = 10

/** Where a key leads; -1 leaves the list, undefined is no key of ours. */
function targetOf(key: string, active: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + page
    case 'PageUp':
      return Math.max(0, active - page)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'Escape':
      return -1
    default:
      return undefined
  }
}
