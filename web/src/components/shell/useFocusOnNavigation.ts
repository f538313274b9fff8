import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** After a change of page the keyboard continues in the new one, not at the top of the browser. */
export function useFocusOnNavigation(): void {
  const pathname = useLocation({ select: (location) => location.pathname })
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [pathname])
}
