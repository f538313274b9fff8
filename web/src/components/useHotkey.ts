import { useEffect, useEffectEvent } from 'react'

/** Calls `action` when `key` is pressed and nobody is typing or answering a dialog. */
export function useHotkey(key: string, action: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const target = event.target
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role=dialog]'))
      return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
