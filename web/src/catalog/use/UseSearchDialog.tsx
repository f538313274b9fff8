import { useLocation } from '@tanstack/react-router'

import { CopyButton } from '../../components/ui/CopyButton.tsx'
import { Dialog } from '../../components/ui/Dialog.tsx'
import { plural } from '../../format/formatCount.ts'
import { toQueryString } from '../catalogSearch.ts'
import { useEffectiveSearch } from '../useEffectiveSearch.ts'
import { ExportLinks } from './ExportLinks.tsx'
import { SaveSearch } from './SaveSearch.tsx'

interface UseSearchDialogProps {
  open: boolean
  total: bigint | undefined
  onClose: () => void
}

/** What can be done with a whole search: keep it, take what it finds along, or ask the same elsewhere. */
export function UseSearchDialog({ open, total, onClose }: UseSearchDialogProps) {
  const query = toQueryString(useEffectiveSearch())
  const href = useLocation({ select: (location) => location.href })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Save or export this search"
      description={total === undefined ? undefined : `It finds ${plural(total, 'model')}.`}
    >
      <div className="space-y-6">
        <SaveSearch key={query} query={query} />
        <ExportLinks query={query} />
        <section>
          <h3 className="mb-2 text-sm font-semibold">Ask the same elsewhere</h3>
          <Address label="This page" text={location.origin + href} />
          <Address label="The API" text={`${location.origin}/api/v1/search${query === '' ? '' : `?${query}`}`} />
        </section>
      </div>
    </Dialog>
  )
}

function Address({ label, text }: { label: string; text: string }) {
  return (
    <p className="flex items-center gap-2 py-0.5 text-13">
      <span className="w-20 shrink-0 text-muted">{label}</span>
      <code className="min-w-0 flex-1 truncate rounded border bg-sunken px-2 font-mono text-xs leading-6" title={text}>
        {text}
      </code>
      <CopyButton text={text} label={`Copy the address of ${label.toLowerCase()}`} />
    </p>
  )
}
