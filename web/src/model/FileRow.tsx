import type { ModelFile } from '#gen/catalog_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { FilePath } from '../components/FilePath.tsx'
import { Hash } from '../components/Hash.tsx'

/** One file; the columns of which the source told nothing at all are left out. */
export function FileRow({ file, withSize, withHash }: { file: ModelFile; withSize: boolean; withHash: boolean }) {
  return (
    <tr className="h-9 border-b last:border-b-0 hover:bg-hover">
      <td className="px-4">
        <FilePath path={file.path} />
      </td>
      {withSize && (
        <td className="px-2 text-right text-muted max-sm:pr-4">
          <Bytes bytes={file.size} />
        </td>
      )}
      {withHash && (
        <td className="px-4 max-sm:hidden">
          <Hash sha256={file.sha256} />
        </td>
      )}
    </tr>
  )
}
