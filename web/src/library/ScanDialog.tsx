import { useInfiniteQuery, useMutation } from '@connectrpc/connect-query'
import { useId, useState } from 'react'

import { LibraryService } from '#gen/library_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Button } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { Select } from '../components/ui/Select.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { plural } from '../format/formatCount.ts'
import { useJobFeed } from '../jobs/JobFeedProvider.tsx'
import { isActive, useJobs } from '../jobs/useJobs.ts'
import { layoutOptions } from './layoutOptions.ts'
import { readScanResult } from './readScanResult.ts'
import { RootList } from './RootList.tsx'

/** Takes up a folder of models where it is, and shows the folders that are known. */
export function ScanDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const form = useId()
  const feed = useJobFeed()
  const { jobs } = useJobs()
  const [path, setPath] = useState('')
  const [layout, setLayout] = useState('')
  const scan = useMutation(LibraryService.method.scanLibrary, { onSuccess: (job) => feed.put(job) })
  const roots = useInfiniteQuery(
    LibraryService.method.listRoots,
    { limit: 50, cursor: '' },
    { enabled: open, pageParamKey: 'cursor', getNextPageParam: (page) => page.nextCursor || undefined },
  )
  const folders = roots.data?.pages.flatMap((page) => page.roots) ?? []
  const job = scan.data && (jobs.get(scan.data.id) ?? scan.data)
  const running = scan.isPending || (job !== undefined && isActive(job))
  const ask = (dryRun: boolean) => scan.mutate({ path: path.trim(), layout, dryRun })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Scan a folder"
      description="Finds the models in a folder of the machine that Weighthouse runs on. They stay where they are; no file is changed."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button disabled={path.trim() === '' || running} onClick={() => ask(true)}>
            Look first
          </Button>
          <Button look="primary" type="submit" form={form} disabled={path.trim() === '' || running}>
            {running ? 'Scanning…' : 'Scan'}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-4 text-13"
        onSubmit={(event) => {
          event.preventDefault()
          ask(false)
        }}
      >
        <label className="grid gap-1">
          Folder
          <TextInput
            value={path}
            required
            placeholder="/home/me/ComfyUI/models"
            onChange={(event) => setPath(event.target.value)}
          />
        </label>
        <div className="flex items-center gap-3">
          <Select label="Laid out as" value={layout} options={layoutOptions} onChange={setLayout} />
        </div>
        {scan.error && <ErrorNotice error={scan.error} />}
        {job?.error && <p className="text-bad">{job.error.message}</p>}
        {job?.state === 'completed' && <ScanResult result={job.result} dryRun={job.payload?.['dryRun'] === true} />}
      </form>
      {roots.error && <ErrorNotice error={roots.error} onRetry={() => void roots.refetch()} />}
      {folders.length > 0 && <RootList roots={folders} />}
      {roots.hasNextPage && (
        <Button className="mt-3" disabled={roots.isFetchingNextPage} onClick={() => void roots.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Dialog>
  )
}

function ScanResult({ result, dryRun }: { result: unknown; dryRun: boolean }) {
  const [root] = readScanResult(result)
  if (!root) return null
  return (
    <section role="status" aria-label="What was found" className="rounded-lg border bg-sunken px-3 py-2">
      <p>
        {root.online
          ? `${plural(root.models, 'model')}${dryRun ? ` would be known, ${root.added} of them new` : `, ${root.added} new`}`
          : `The folder is offline: ${root.offlineReason}`}
        {root.layouts.length > 0 && <span className="text-faint"> ({root.layouts.join(', ')})</span>}
      </p>
      {root.listed.length > 0 && (
        <ul className="mt-1 max-h-40 overflow-y-auto font-mono text-xs break-all text-muted">
          {root.listed.map(({ path }) => (
            <li key={path}>{path}</li>
          ))}
        </ul>
      )}
      {root.suggested.length > 0 && (
        <p className="mt-1 text-muted">It also reads models from {root.suggested.join(', ')}</p>
      )}
    </section>
  )
}
