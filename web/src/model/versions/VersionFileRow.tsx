import { useState } from 'react'

import { Bytes } from '../../components/Bytes.tsx'
import { FilePath } from '../../components/FilePath.tsx'
import { Hash } from '../../components/Hash.tsx'
import { HashList } from '../../components/HashList.tsx'
import { Badge } from '../../components/ui/Badge.tsx'
import type { ModelVersion } from './readVersions.ts'

/** One file of a version; its other hashes on demand. */
export function VersionFileRow({ file }: { file: ModelVersion['files'][number] }) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <div className="flex h-7 items-center gap-3">
        <div className="min-w-0 flex-1">
          <FilePath path={file.name} />
        </div>
        {file.format === 'PickleTensor' && (
          <Badge tone="warn" title="A pickle can run code when a program loads it. Weighthouse never opens it.">
            Pickle
          </Badge>
        )}
        <span className="text-muted">
          <Bytes bytes={file.size} />
        </span>
        <span className="w-40 max-sm:hidden">
          <Hash sha256={file.sha256} others={file.hashes} open={open} onToggle={() => setOpen(!open)} />
        </span>
      </div>
      {open && <HashList hashes={file.hashes} />}
    </li>
  )
}
