import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { readAncestrySearch } from './ancestry/ancestrySearch.ts'
import { readCatalogSearch } from './catalog/catalogSearch.ts'
import { readCompareSearch } from './compare/compareSearch.ts'
import { NotFound } from './components/shell/NotFound.tsx'
import { PageError } from './components/shell/PageError.tsx'
import { Shell } from './components/shell/Shell.tsx'
import { readLibrarySearch } from './library/librarySearch.ts'
import { readModelSearch } from './model/modelSearch.ts'
import { readOrderSearch } from './order/orderSearch.ts'
import { parseSearchParams, stringifySearchParams } from './searchParams.ts'
import { readStatisticsSearch } from './statistics/statisticsSearch.ts'
import { readTrendingSearch } from './trending/trendingSearch.ts'

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
  validateSearch: readModelSearch,
  component: lazyRouteComponent(() => import('./model/ModelPage.tsx'), 'ModelPage'),
})

const ancestryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$slug/ancestry',
  validateSearch: readAncestrySearch,
  component: lazyRouteComponent(() => import('./ancestry/AncestryPage.tsx'), 'AncestryPage'),
})

const trendingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trending',
  validateSearch: readTrendingSearch,
  component: lazyRouteComponent(() => import('./trending/TrendingPage.tsx'), 'TrendingPage'),
})

const statisticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/statistics',
  validateSearch: readStatisticsSearch,
  component: lazyRouteComponent(() => import('./statistics/StatisticsPage.tsx'), 'StatisticsPage'),
})

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: readCompareSearch,
  component: lazyRouteComponent(() => import('./compare/ComparePage.tsx'), 'ComparePage'),
})

const savedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/saved',
  component: lazyRouteComponent(() => import('./saved/SavedPage.tsx'), 'SavedPage'),
})

const savedSearchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/saved/$id',
  component: lazyRouteComponent(() => import('./saved/SavedSearchPage.tsx'), 'SavedSearchPage'),
})

const collectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/collections/$id',
  component: lazyRouteComponent(() => import('./collections/CollectionPage.tsx'), 'CollectionPage'),
})

const libraryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/library',
  validateSearch: readLibrarySearch,
  component: lazyRouteComponent(() => import('./library/LibraryPage.tsx'), 'LibraryPage'),
})

const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  component: lazyRouteComponent(() => import('./review/ReviewPage.tsx'), 'ReviewPage'),
})

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./jobs/JobsPage.tsx'), 'JobsPage'),
})

const storeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/store',
  component: lazyRouteComponent(() => import('./store/StorePage.tsx'), 'StorePage'),
})

const appsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/apps',
  component: lazyRouteComponent(() => import('./apps/AppsPage.tsx'), 'AppsPage'),
})

const orderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/order',
  validateSearch: readOrderSearch,
  component: lazyRouteComponent(() => import('./order/OrderPage.tsx'), 'OrderPage'),
})

const routeTree = rootRoute.addChildren([
  catalogRoute,
  modelRoute,
  ancestryRoute,
  trendingRoute,
  statisticsRoute,
  compareRoute,
  savedRoute,
  savedSearchRoute,
  collectionRoute,
  libraryRoute,
  reviewRoute,
  storeRoute,
  orderRoute,
  appsRoute,
  jobsRoute,
])

/** The pages, each its own file to load; the table of contents of the web. */
export function createAppRouter() {
  return createRouter({
    routeTree,
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
