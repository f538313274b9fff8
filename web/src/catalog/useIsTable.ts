import { useSyncExternalStore } from 'react'

import { tableQuery } from './columns.ts'

/** True where there is room for columns. */
export function useIsTable(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(tableQuery).matches)
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(tableQuery)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
