import { getRouteApi, Link } from '@tanstack/react-router'
import { FolderSearch, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { Select } from '../components/ui/Select.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { useHotkey } from '../components/useHotkey.ts'
import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'
import { ReviewLink } from '../review/ReviewLink.tsx'
import { RescanButton } from './RescanButton.tsx'

const route = getRouteApi('/library')
const ScanDialog = lazyDialog(async () => (await import('./ScanDialog.tsx')).ScanDialog)

const types = ['llm', 'vlm', 'embedding', 'reranker', 'diffusion', 'audio', 'vision', 'unknown']
const typeOptions = [{ value: '', label: 'All' }, ...types.map((type) => ({ value: type, label: type }))]

/** How much there is, and the way to one of them. */
export function LibraryHeader({ total, totalBytes }: { total: bigint | undefined; totalBytes: bigint | undefined }) {
  const { query = '', type = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(query)
  const [scanning, setScanning] = useState(false)
  useHotkey('/', () => input.current?.select())

  useEffect(() => {
    if (text.trim() === query) return
    const timer = setTimeout(
      () => void navigate({ search: (search) => ({ ...search, query: text.trim() || undefined }), replace: true }),
      140,
    )
    return () => clearTimeout(timer)
  }, [text, query, navigate])

  return (
    <div className="mb-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-semibold tracking-tight">Library</h1>
        <p aria-live="polite" className="text-13 text-muted">
          {total !== undefined && `${plural(total, 'model')}, ${formatBytes(totalBytes ?? 0n)}`}
        </p>
        <div className="ml-auto flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
          <ReviewLink />
          <Link to="/order" className={buttonLook('quiet')}>
            Order
          </Link>
          <Link to="/store" className={buttonLook('quiet')}>
            Store
          </Link>
          <Button onClick={() => setScanning(true)}>
            <FolderSearch />
            Scan a folder
          </Button>
          <RescanButton />
        </div>
      </div>
      <div className="mt-3 flex gap-2">
        <div role="search" className="relative flex-1">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint" />
          <TextInput
            ref={input}
            aria-label="Search the library"
            aria-keyshortcuts="/"
            placeholder="Search the library…"
            className="pl-8"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && (text === '' ? input.current?.blur() : setText(''))}
          />
        </div>
        <Select
          label="Type"
          value={type}
          options={typeOptions}
          onChange={(next) => void navigate({ search: (search) => ({ ...search, type: next || undefined }) })}
        />
      </div>
      <ScanDialog open={scanning} onClose={() => setScanning(false)} />
    </div>
  )
}
