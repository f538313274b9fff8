import { Link } from '@tanstack/react-router'

import { cx } from '../ui/cx.ts'
import type { PagePath } from './pages.ts'
import type { PageCount } from './usePageCounts.ts'

interface NavigationLinkProps {
  to: PagePath
  label: string
  count: PageCount | undefined
}

/** One page in the top line. */
export function NavigationLink({ to, label, count }: NavigationLinkProps) {
  return (
    <Link
      to={to}
      title={count?.title}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      className="relative flex h-8 items-center gap-1.5 rounded-md px-2.5 text-13 font-medium text-muted transition-colors hover:bg-hover hover:text-ink data-[status=active]:text-ink data-[status=active]:after:absolute data-[status=active]:after:inset-x-2.5 data-[status=active]:after:-bottom-[0.65rem] data-[status=active]:after:h-0.5 data-[status=active]:after:rounded-full data-[status=active]:after:bg-brass"
    >
      {label}
      {count && (
        <span
          className={cx(
            'rounded-full px-1.5 text-2xs font-medium',
            count.news ? 'bg-brass/15 text-brass' : 'bg-ink/6 text-muted max-lg:hidden',
          )}
        >
          {count.text}
        </span>
      )}
    </Link>
  )
}
