import { useTransport } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'

import { createJobChangeHandler } from './createJobChangeHandler.ts'
import { createJobFeed, type JobFeed } from './jobFeed.ts'

const JobFeedContext = createContext<JobFeed | undefined>(undefined)

/** Opens the one stream of jobs that all pages share. */
export function JobFeedProvider({ children }: { children: ReactNode }) {
  const transport = useTransport()
  const queryClient = useQueryClient()
  const [feed] = useState(() => createJobFeed({ transport, onChange: createJobChangeHandler(queryClient) }))
  useEffect(() => feed.start(), [feed])
  return <JobFeedContext value={feed}>{children}</JobFeedContext>
}

/** The feed itself: to put in what a call answered, or to load older jobs. */
export function useJobFeed(): JobFeed {
  const feed = use(JobFeedContext)
  if (!feed) throw new Error('useJobFeed needs a JobFeedProvider above it')
  return feed
}
