import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { cx } from '../ui/cx.ts'

interface NavigationLinkProps {
  to: '/' | '/library' | '/jobs'
  /** Only this very page counts as being there. */
  exact?: boolean
  count?: string
  busy?: boolean
  title?: string
  children: ReactNode
}

export function NavigationLink({ to, exact = false, count, busy = false, title, children }: NavigationLinkProps) {
  return (
    <Link
      to={to}
      title={title}
      activeOptions={{ exact, includeSearch: false }}
      className="relative flex h-8 items-center gap-1.5 rounded-md px-2.5 text-13 font-medium text-muted transition-colors hover:bg-hover hover:text-ink data-[status=active]:text-ink data-[status=active]:after:absolute data-[status=active]:after:inset-x-2.5 data-[status=active]:after:-bottom-[0.65rem] data-[status=active]:after:h-0.5 data-[status=active]:after:rounded-full data-[status=active]:after:bg-brass"
    >
      {children}
      {count !== undefined && (
        <span
          className={cx(
            'rounded-full px-1.5 text-2xs font-medium',
            busy ? 'bg-brass/15 text-brass' : 'bg-ink/6 text-muted max-sm:hidden',
          )}
        >
          {count}
        </span>
      )}
    </Link>
  )
}
