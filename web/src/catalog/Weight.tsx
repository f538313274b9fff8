import type { Entry } from '#gen/entry_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { formatCount, plural } from '../format/formatCount.ts'

/** How much of a model there is: weights, bytes, or both. Sources tell one or the other, so they share a place. */
export function Weight({ entry }: { entry: Pick<Entry, 'parameters' | 'storageBytes'> }) {
  const { parameters, storageBytes } = entry
  return (
    <span className="flex gap-x-2 max-lg:empty:hidden lg:flex-col lg:items-end">
      {parameters !== undefined && (
        <span title={plural(parameters, 'parameter')} className="whitespace-nowrap">
          {formatCount(parameters)}
          <span className="text-2xs text-faint max-sm:hidden"> params</span>
        </span>
      )}
      {storageBytes !== undefined && <Bytes bytes={storageBytes} />}
    </span>
  )
}
