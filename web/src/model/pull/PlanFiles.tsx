import { useState } from 'react'

import type { PlannedFile } from '#gen/hub_pb.ts'

import { Bytes } from '../../components/Bytes.tsx'
import { FilePath } from '../../components/FilePath.tsx'
import { Button } from '../../components/ui/Button.tsx'
import { cx } from '../../components/ui/cx.ts'
import { formatBytes } from '../../format/formatBytes.ts'

const part = 200

/** The plan's files: what is here already, and what would be fetched. */
export function PlanFiles({ files, stale }: { files: PlannedFile[]; stale: boolean }) {
  const [shown, setShown] = useState(part)
  if (files.length === 0) {
    return (
      <p className="rounded-lg border border-dashed px-4 py-6 text-center text-13 text-muted">
        No file is left by these patterns.
      </p>
    )
  }
  return (
    <div className={cx('overflow-hidden rounded-lg border transition-opacity', stale && 'opacity-50')}>
      <table className="w-full table-fixed text-13">
        <thead className="border-b bg-sunken text-left text-2xs text-faint">
          <tr>
            <th className="px-3 py-1.5 font-medium">{files.length === 1 ? '1 file' : `${files.length} files`}</th>
            <th className="w-18 px-2 py-1.5 text-right font-medium sm:w-20">Size</th>
            <th className="w-20 px-2 py-1.5 font-medium sm:w-28 sm:px-3">State</th>
          </tr>
        </thead>
        <tbody>
          {files.slice(0, shown).map((file) => (
            <tr key={file.path} className="h-8 border-b last:border-b-0">
              <td className="px-3">
                <FilePath path={file.path} />
              </td>
              <td className="px-2 text-right text-muted">
                <Bytes bytes={file.size} />
              </td>
              <td className="px-2 whitespace-nowrap sm:px-3">
                <FileState file={file} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.length > shown && (
        <div className="border-t p-1 text-center">
          <Button look="quiet" size="small" onClick={() => setShown(shown + 1000)}>
            Show more of {files.length}
          </Button>
        </div>
      )}
    </div>
  )
}

function FileState({ file }: { file: PlannedFile }) {
  switch (file.state) {
    case 'stored':
      return <span className="text-good">already here</span>
    case 'partial':
      return <span className="text-warn">{formatBytes(file.haveBytes)} here</span>
    default:
      return <span className="text-muted">to fetch</span>
  }
}
