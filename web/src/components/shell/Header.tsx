import { Link } from '@tanstack/react-router'

import { useStatus } from '../../api/useStatus.ts'
import { formatCount, formatExactCount } from '../../format/formatCount.ts'
import { isActive, useJobs } from '../../jobs/useJobs.ts'
import { Logo } from '../Logo.tsx'
import { NavigationLink } from './NavigationLink.tsx'
import { ThemeToggle } from './ThemeToggle.tsx'

/** The top line: where one is, where one can go, and how much there is. */
export function Header() {
  const { data: status } = useStatus()
  const active = [...useJobs().jobs.values()].filter(isActive).length
  return (
    <header className="sticky top-0 z-30 border-b bg-page">
      <div className="mx-auto flex h-(--header) max-w-[96rem] items-center gap-4 px-4 max-sm:gap-2 lg:px-6">
        <Link
          to="/"
          className="flex items-center gap-2 rounded-md font-semibold tracking-tight"
          aria-label="Weighthouse"
        >
          <Logo />
          <span className="max-sm:hidden">Weighthouse</span>
        </Link>
        <nav aria-label="Pages" className="flex h-full items-center gap-1 max-sm:gap-0">
          <NavigationLink
            to="/"
            exact
            count={status && formatCount(status.models)}
            title={status && `${formatExactCount(status.models)} models`}
          >
            Catalog
          </NavigationLink>
          <NavigationLink to="/library" count={status && formatCount(status.libraryModels)}>
            Library
          </NavigationLink>
          <NavigationLink
            to="/jobs"
            count={active > 0 ? String(active) : undefined}
            busy={active > 0}
            title={active > 0 ? `${active} not finished` : undefined}
          >
            Jobs
          </NavigationLink>
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <ThemeToggle />
        </div>
      </div>
    </header>
  )
}
