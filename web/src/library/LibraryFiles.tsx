import type { LibraryFile } from '#gen/library_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { Hash } from '../components/Hash.tsx'
import { SafetyBadge } from '../components/SafetyBadge.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { plural } from '../format/formatCount.ts'

const placements: Record<string, string> = {
  hardlink: 'Shares its bytes with the store: no second copy on the disk',
  reflink: 'A copy that shares its blocks with the store until one of them changes',
  copy: 'A full copy: this file takes its space twice, in the store and here',
  own: 'Imported: its bytes are here and not in the store',
  in_place: 'Where you keep it; Weighthouse only reads it',
}

/** The files of a shelved model, their hashes and how they lie on the disk. */
export function LibraryFiles({ files }: { files: LibraryFile[] }) {
  return (
    <section>
      <h3 className="mb-1.5 text-13 font-semibold">Files</h3>
      <ul aria-label="Files" className="rounded-lg border">
        {files.map((file) => (
          <li key={file.path} className="border-b px-3 py-1.5 last:border-b-0">
            <p className="font-mono text-xs break-all">{file.path}</p>
            <div className="flex h-6 items-center gap-4 text-2xs text-faint">
              <Bytes bytes={file.size} />
              <span title={placements[file.placement]}>{file.placement.replace('_', ' ')}</span>
              {file.missing && <Badge tone="bad">missing</Badge>}
              {file.broken !== '' && (
                <Badge tone="bad" title={file.broken}>
                  broken
                </Badge>
              )}
              {file.alsoAt.length > 0 && (
                <span title={file.alsoAt.join('\n')}>also under {plural(file.alsoAt.length, 'other name')}</span>
              )}
              {file.safety && <SafetyBadge verdict={file.safety.verdict} reasons={file.safety.reasons} />}
              <span className="ml-auto">{file.sha256 === '' ? 'not hashed yet' : <Hash sha256={file.sha256} />}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
