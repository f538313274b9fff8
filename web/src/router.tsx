import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { readCatalogSearch } from './catalog/catalogSearch.ts'
import { NotFound } from './components/shell/NotFound.tsx'
import { PageError } from './components/shell/PageError.tsx'
import { Shell } from './components/shell/Shell.tsx'
import { readLibrarySearch } from './library/librarySearch.ts'
import { parseSearchParams, stringifySearchParams } from './searchParams.ts'

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageError })

const catalogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readCatalogSearch,
  component: lazyRouteComponent(() => import('./catalog/CatalogPage.tsx'), 'CatalogPage'),
})

const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$slug',
  component: lazyRouteComponent(() => import('./model/ModelPage.tsx'), 'ModelPage'),
})

const libraryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/library',
  validateSearch: readLibrarySearch,
  component: lazyRouteComponent(() => import('./library/LibraryPage.tsx'), 'LibraryPage'),
})

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./jobs/JobsPage.tsx'), 'JobsPage'),
})

/** The pages, each its own file to load; the table of contents of the web. */
export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([catalogRoute, modelRoute, libraryRoute, jobsRoute]),
    parseSearch: parseSearchParams,
    stringifySearch: stringifySearchParams,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPendingMinMs: 0,
    // A slug may hold a tilde or a dot, never a slash.
    trailingSlash: 'never',
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
