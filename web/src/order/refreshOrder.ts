import { useQueryClient } from '@tanstack/react-query'

import { refreshQueries } from '../api/refreshQueries.ts'

/** After a change of the library: asks again for everything that shows it. */
export function useRefreshOrder(): () => void {
  const client = useQueryClient()
  return () => void refreshQueries(client, 'order', 'library', 'store', 'admin')
}
