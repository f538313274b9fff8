import { create } from '@bufbuild/protobuf'

import { type LibraryRoot as LibraryRootMessage, LibraryRootSchema } from '../../gen/weighthouse/v1/library_pb.ts'
import type { LibraryRoot } from '../../library/library.ts'
import { int64 } from './int64.ts'

/** A root as the API tells it. */
export function libraryRootMessage(root: LibraryRoot): LibraryRootMessage {
  return create(LibraryRootSchema, {
    id: root.id,
    name: root.name,
    path: root.path,
    layout: root.layout ?? '',
    online: root.online,
    offlineReason: root.offlineReason ?? '',
    models: root.models,
    missing: root.missing,
    sizeBytes: int64(root.sizeBytes),
    addedAt: int64(root.addedAt),
    scannedAt: int64(root.scannedAt ?? 0),
  })
}
