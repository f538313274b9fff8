import { Check, Lock, Unlink } from 'lucide-react'

import type { Entry } from '#gen/entry_pb.ts'

import { Badge } from '../components/ui/Badge.tsx'
import { formatExactTime } from '../format/formatTime.ts'

/** What one should know of a model before clicking. */
export function EntryMarks({ entry }: { entry: Pick<Entry, 'gated' | 'removedAt' | 'inLibrary'> }) {
  return (
    <>
      {entry.inLibrary && (
        <Badge tone="good" title="A copy is on this machine">
          <Check />
          In the library
        </Badge>
      )}
      {entry.gated && (
        <Badge tone="warn" title="Its author asks you to accept conditions, or to apply, before downloading">
          <Lock />
          Gated
        </Badge>
      )}
      {entry.removedAt !== undefined && (
        <Badge tone="bad" title={`Its source stopped listing it, seen ${formatExactTime(entry.removedAt)}`}>
          <Unlink />
          Removed
        </Badge>
      )}
    </>
  )
}
