import './app.css'
import { TransportProvider } from '@connectrpc/connect-query'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { createQueryClient } from './api/createQueryClient.ts'
import { transport } from './api/transport.ts'
import { JobFeedProvider } from './jobs/JobFeedProvider.tsx'
import { createAppRouter } from './router.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <TransportProvider transport={transport}>
      <QueryClientProvider client={createQueryClient()}>
        <JobFeedProvider>
          <RouterProvider router={createAppRouter()} />
        </JobFeedProvider>
      </QueryClientProvider>
    </TransportProvider>
  </StrictMode>,
)
