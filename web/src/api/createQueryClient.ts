import { QueryClient } from '@tanstack/react-query'

import { noAnswer, readError } from './readError.ts'

/** The cache of what the server said. Only an absent server is asked again by itself; other errors are shown at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // The server is on this machine: it may answer when the internet does not.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && readError(error).code === noAnswer,
        retryDelay: 400,
      },
      mutations: { networkMode: 'always' },
    },
  })
}
