import { Link } from '@tanstack/react-router'

import { cx } from '../ui/cx.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { pages } from './pages.ts'
import { usePageCounts } from './usePageCounts.ts'

/** The pages on a phone, where the top line has no room for them. */
export function PageMenu({ open, onClose }: { open: boolean; onClose: () => void }) {
  const counts = usePageCounts()
  return (
    <Dialog open={open} onClose={onClose} title="Pages" place="left">
      <nav aria-label="All pages" className="-mx-2 flex flex-col">
        {pages.map(({ to, label }) => {
          const count = counts[to]
          return (
            <Link
              key={to}
              to={to}
              onClick={onClose}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className="flex h-11 items-center justify-between rounded-md px-3 text-base font-medium text-muted hover:bg-hover data-[status=active]:bg-hover data-[status=active]:text-ink"
            >
              {label}
              {count && (
                <span
                  className={cx(
                    'rounded-full px-2 text-2xs',
                    count.news ? 'bg-brass/15 text-brass' : 'bg-ink/6 text-muted',
                  )}
                >
                  {count.text}
                </span>
              )}
            </Link>
          )
        })}
      </nav>
    </Dialog>
  )
}
