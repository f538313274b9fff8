import { useState } from 'react'

import type { App } from '#gen/app_pb.ts'

import { FilePath } from '../components/FilePath.tsx'
import { lazyDialog } from '../components/lazyDialog.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { Button } from '../components/ui/Button.tsx'
import { plural } from '../format/formatCount.ts'

const PlanDialog = lazyDialog(async () => (await import('./PlanDialog.tsx')).PlanDialog)
const VerifyDialog = lazyDialog(async () => (await import('./VerifyDialog.tsx')).VerifyDialog)
const RemoveAppDialog = lazyDialog(async () => (await import('./RemoveAppDialog.tsx')).RemoveAppDialog)

/** One installation: what it is, how models reach it, and what can be done. */
export function AppRow({ app }: { app: App }) {
  const [open, setOpen] = useState<'plan' | 'unmap' | 'verify' | 'remove'>()
  const close = () => setOpen(undefined)
  const online = app.linkSupport?.online ?? true
  return (
    <li aria-label={app.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {app.name}
          <span className="text-13 font-normal text-muted">{app.version === 'unknown' ? '' : app.version}</span>
          {app.id !== app.app && <Badge>{app.id}</Badge>}
          {app.variant !== 'default' && <Badge tone="accent">{app.variant}</Badge>}
          {!online && <Badge tone="warn">not here now</Badge>}
          {online && app.linkSupport?.symlink === false && <Badge tone="warn">no symbolic links there</Badge>}
        </p>
        <div className="mt-0.5 text-muted">
          <FilePath path={app.modelsPath} />
        </div>
      </div>
      <span className="text-13 text-muted">{plural(app.linkCount, 'link')}</span>
      <div className="flex flex-wrap gap-2">
        <Button disabled={!online} onClick={() => setOpen('plan')}>
          Plan
        </Button>
        <Button disabled={!online || app.linkCount === 0} onClick={() => setOpen('verify')}>
          Verify
        </Button>
        <Button disabled={!online || app.linkCount === 0} onClick={() => setOpen('unmap')}>
          Unmap
        </Button>
        <Button look="quiet" onClick={() => setOpen('remove')}>
          Remove
        </Button>
      </div>
      <PlanDialog app={app} kind="map" open={open === 'plan'} onClose={close} />
      <PlanDialog app={app} kind="unmap" open={open === 'unmap'} onClose={close} />
      <VerifyDialog app={app} open={open === 'verify'} onClose={close} />
      <RemoveAppDialog app={app} open={open === 'remove'} onClose={close} />
    </li>
  )
}
