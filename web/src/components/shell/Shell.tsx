import { Outlet } from '@tanstack/react-router'

import { ChosenTray } from '../../chosen/ChosenTray.tsx'
import { Header } from './Header.tsx'
import { NetworkNotice } from './NetworkNotice.tsx'
import { SampleBanner } from './SampleBanner.tsx'
import { useFocusOnNavigation } from './useFocusOnNavigation.ts'

/** What every page stands in. */
export function Shell() {
  useFocusOnNavigation()
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-ink px-3 py-1.5 text-13 text-page focus:translate-y-0"
      >
        Skip to the content
      </a>
      <Header />
      <SampleBanner />
      <NetworkNotice />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[96rem] flex-1 px-4 outline-none lg:px-6">
        <Outlet />
      </main>
      <ChosenTray />
    </div>
  )
}
