import { type KeyboardEvent, type PointerEvent, useEffect, useId, useState } from 'react'

interface ComboboxOptions {
  /** How many options there are now. */
  count: number
  onChoose: (index: number) => void
  /** Enter without an option in hand. */
  onSubmit?: () => void
  /** Escape while the list is closed. */
  onEscape?: () => void
  /** The arrow down while the list is closed. */
  onLeaveDown?: () => void
  /** Offers before anything is typed. */
  openOnFocus?: boolean
}

/**
 * The keyboard and the roles of a text input with a list of options below it: arrows walk, Enter takes, Escape closes.
 * See https://www.w3.org/WAI/ARIA/apg/patterns/combobox/: the focus stays in the input.
 */
export function useCombobox({
  count,
  onChoose,
  onSubmit,
  onEscape,
  onLeaveDown,
  openOnFocus = false,
}: ComboboxOptions) {
  const id = useId()
  const [wanted, setWanted] = useState(false)
  const [active, setActive] = useState(-1)
  const open = wanted && count > 0
  const optionId = (index: number) => `${id}-${index}`

  useEffect(() => setActive(-1), [open])
  useEffect(() => setActive((index) => Math.min(index, count - 1)), [count])
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])

  function choose(index: number): void {
    setWanted(false)
    onChoose(index)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const taken = handleKey(event.key)
    if (taken) event.preventDefault()
  }

  /** True when the key was one of ours. */
  function handleKey(key: string): boolean {
    switch (key) {
      case 'ArrowDown':
        if (open) setActive((active + 1) % count)
        else if (onLeaveDown) onLeaveDown()
        else setWanted(true)
        return true
      case 'ArrowUp':
        // From the first option back into the text, and from there round to the last.
        if (open) setActive(active < 0 ? count - 1 : active - 1)
        return open
      case 'Enter':
        if (open && active >= 0) choose(active)
        else {
          setWanted(false)
          onSubmit?.()
        }
        return true
      case 'Escape':
        if (open) setWanted(false)
        else onEscape?.()
        return open || onEscape !== undefined
      default:
        return false
    }
  }

  return {
    open,
    active,
    /** To be called when something is typed. */
    offer: () => setWanted(true),
    close: () => setWanted(false),
    inputProps: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': open,
      'aria-controls': open ? id : undefined,
      'aria-activedescendant': open && active >= 0 ? optionId(active) : undefined,
      onKeyDown,
      onFocus: () => openOnFocus && setWanted(true),
      onBlur: () => setWanted(false),
    } as const,
    listProps: {
      id,
      role: 'listbox',
      // A press in the list must not take the focus from the input, or the list would close before the click.
      onPointerDown: (event: PointerEvent) => event.preventDefault(),
    } as const,
    optionProps: (index: number) =>
      ({
        id: optionId(index),
        role: 'option',
        'aria-selected': index === active,
        onClick: () => choose(index),
        onPointerMove: () => setActive(index),
      }) as const,
  }
}

export type Combobox = ReturnType<typeof useCombobox>
