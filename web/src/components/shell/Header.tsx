import { Link, useLocation } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { useState } from 'react'

import { lazyDialog } from '../lazyDialog.tsx'
import { Logo } from '../Logo.tsx'
import { Button } from '../ui/Button.tsx'
import { NavigationLink } from './NavigationLink.tsx'
import { pages } from './pages.ts'
import { ThemeToggle } from './ThemeToggle.tsx'
import { usePageCounts } from './usePageCounts.ts'

const PageMenu = lazyDialog(async () => (await import('./PageMenu.tsx')).PageMenu)

/** The top line: where one is, where one can go, and how much there is. */
export function Header() {
  const counts = usePageCounts()
  const [open, setOpen] = useState(false)
  const path = useLocation({ select: (location) => location.pathname })
  const here = pages.find(({ to }) => (to === '/' ? path === '/' : path.startsWith(to)))
  const isNews = Object.values(counts).some(({ news }) => news)
  return (
    <header className="sticky top-0 z-30 border-b bg-page">
      <div className="mx-auto flex h-(--header) max-w-[96rem] items-center gap-4 px-4 max-md:gap-2 lg:px-6">
        <Button
          look="quiet"
          size="icon"
          className="relative -ml-2 md:hidden"
          aria-label="Pages"
          aria-expanded={open}
          onClick={() => setOpen(true)}
        >
          <Menu />
          {isNews && <span className="absolute top-1 right-1 size-1.5 rounded-full bg-brass" />}
        </Button>
        <Link
          to="/"
          className="flex items-center gap-2 rounded-md font-semibold tracking-tight"
          aria-label="Weighthouse"
        >
          <Logo />
          <span className="max-lg:hidden">Weighthouse</span>
        </Link>
        <span className="text-13 font-medium md:hidden">{here?.label}</span>
        <nav aria-label="Pages" className="flex h-full items-center gap-1 max-lg:gap-0 max-md:hidden">
          {pages.map(({ to, label }) => (
            <NavigationLink key={to} to={to} label={label} count={counts[to]} />
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <ThemeToggle />
        </div>
      </div>
      <PageMenu open={open} onClose={() => setOpen(false)} />
    </header>
  )
}
