import { useQuery } from '@connectrpc/connect-query'
import { AppWindow, Plus } from 'lucide-react'
import { useState } from 'react'

import { AppService } from '#gen/app_pb.ts'

import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { lazyDialog } from '../components/lazyDialog.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Button } from '../components/ui/Button.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { plural } from '../format/formatCount.ts'
import { AppList } from './AppList.tsx'
import { FoundApps } from './FoundApps.tsx'

const AddAppDialog = lazyDialog(async () => (await import('./AddAppDialog.tsx')).AddAppDialog)

/** The applications that library models are linked into, and those that were found on this machine. */
export function AppsPage() {
  usePageTitle('Apps')
  const { data, error, refetch } = useQuery(AppService.method.listApps, {}, { staleTime: 5000 })
  const [adding, setAdding] = useState(false)
  const add = (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus />
      Add an app
    </Button>
  )
  return (
    <div className="mx-auto max-w-6xl py-6">
      <PageHeader title="Apps" actions={data && data.apps.length > 0 ? add : undefined}>
        {data && plural(data.apps.length, 'installation')}
      </PageHeader>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div role="status" aria-label="Asking for apps" className="skeleton h-40 rounded-xl!" />}
      {data && data.apps.length > 0 && <AppList apps={data.apps} />}
      {data?.apps.length === 0 && (
        <EmptyState icon={<AppWindow />} title="No app is known yet" actions={add}>
          Tell where ComfyUI, Forge, LM Studio or another app is installed, and its models folder gets links to your
          library. Nothing is copied, and your own files there are never touched.
        </EmptyState>
      )}
      {data && <FoundApps />}
      <AddAppDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  )
}
