/** The pages that one can go to from everywhere, in their order. */
export const pages = [
  { to: '/', label: 'Catalog' },
  { to: '/trending', label: 'Trending' },
  { to: '/statistics', label: 'Statistics' },
  { to: '/saved', label: 'Saved' },
  { to: '/library', label: 'Library' },
  { to: '/apps', label: 'Apps' },
  { to: '/jobs', label: 'Jobs' },
] as const

export type PagePath = (typeof pages)[number]['to']
