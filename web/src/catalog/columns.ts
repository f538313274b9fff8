/** The grid that the list's header and its rows share; on a phone a row is a small card instead. */
export const columns =
  'lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,10rem)_7.5rem_5.75rem_3.25rem_6.5rem] lg:items-center lg:gap-x-4'

/** Height of a row in pixels, and from which width on the list is a table. */
export const rowHeights = { table: 54, card: 84 }
export const tableQuery = '(min-width: 64rem)'
