import { ExternalLink } from 'lucide-react'
import { useState } from 'react'

import type { ModelFile } from '#gen/model_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { FilePath } from '../components/FilePath.tsx'
import { Hash } from '../components/Hash.tsx'
import { HashList } from '../components/HashList.tsx'
import { SafetyBadge } from '../components/SafetyBadge.tsx'

interface FileRowProps {
  file: ModelFile
  withSize: boolean
  withHash: boolean
  /** Where people can read it at its source. */
  readUrl: string | undefined
}

/** One file; the columns of which the source told nothing at all are left out. */
export function FileRow({ file, withSize, withHash, readUrl }: FileRowProps) {
  const [open, setOpen] = useState(false)
  const { sha256: _sha256, ...others } = file.hashes
  return (
    <>
      <tr className="h-9 border-b last:border-b-0 hover:bg-hover">
        <td className="px-4">
          <div className="flex items-center gap-3">
            <div className="min-w-0">
              <FilePath path={file.path} />
            </div>
            {file.safety && file.safety.verdict !== 'safe' && (
              <SafetyBadge verdict={file.safety.verdict} reasons={file.safety.reasons} />
            )}
            {readUrl !== undefined && (
              <a
                href={readUrl}
                target="_blank"
                rel="noreferrer"
                className="inline-flex shrink-0 items-center gap-1 text-2xs text-accent hover:underline"
              >
                Read at Hugging Face
                <ExternalLink className="size-3" />
              </a>
            )}
          </div>
        </td>
        {withSize && (
          <td className="px-2 text-right text-muted max-sm:pr-4">
            <Bytes bytes={file.size} />
          </td>
        )}
        {withHash && (
          <td className="px-4 max-sm:hidden">
            <Hash sha256={file.sha256} others={others} open={open} onToggle={() => setOpen(!open)} />
          </td>
        )}
      </tr>
      {open && (
        <tr className="border-b last:border-b-0">
          <td colSpan={3} className="px-4 pb-2">
            <HashList hashes={others} />
          </td>
        </tr>
      )}
    </>
  )
}
