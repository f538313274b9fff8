import type { LibraryModel } from '#gen/library_pb.ts'

import { Badge } from '../components/ui/Badge.tsx'

/** Where a model's files are, when they are not on the shelf, and what is wrong with them. */
export function StorageBadge({ model }: { model: Pick<LibraryModel, 'storage' | 'offline' | 'missing' | 'broken'> }) {
  if (model.offline) {
    return (
      <Badge tone="warn" title="Its folder is not there now: a drive that is away. Nothing is lost.">
        offline
      </Badge>
    )
  }
  if (model.missing) {
    return (
      <Badge tone="bad" title="Its files are gone from their folder">
        missing
      </Badge>
    )
  }
  if (model.broken) {
    return (
      <Badge tone="bad" title="A file of it is not what its name says">
        broken
      </Badge>
    )
  }
  if (model.storage !== 'in_place') return null
  return <Badge title="Its files are where you keep them">in place</Badge>
}
