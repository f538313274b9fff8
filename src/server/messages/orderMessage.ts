import { create } from '@bufbuild/protobuf'

import {
  type DuplicateGroup as DuplicateGroupMessage,
  DuplicateGroupSchema,
  LinkDuplicatesResponseSchema,
  type LinkDuplicatesResponse,
  type Removal as RemovalMessage,
  RemovalSchema,
  type TrashEntry as TrashEntryMessage,
  TrashEntrySchema,
  type UnusedModel as UnusedModelMessage,
  UnusedModelSchema,
  type Usage as UsageMessage,
  UsageSchema,
} from '../../gen/weighthouse/v1/order_pb.ts'
import type { DuplicateAction, DuplicateGroup } from '../../library/order/duplicates.ts'
import type { UnusedModel } from '../../library/order/listUnused.ts'
import type { Usage, UsageShare } from '../../library/order/measureUsage.ts'
import type { TrashEntry } from '../../library/trash/trashEntry.ts'
import type { Order, Removal } from '../../order/order.ts'
import { int64, optionalInt64 } from './int64.ts'

const oneDayMs = 24 * 60 * 60 * 1000

export function removalMessage({ sizeBytes, trashId = '', ...removal }: Removal): RemovalMessage {
  return create(RemovalSchema, { ...removal, sizeBytes: int64(sizeBytes), trashId })
}

/** @param trashDays of the setting; 0 keeps it for ever */
export function trashEntryMessage(
  { id, note, removedAt }: TrashEntry,
  { trashDays }: Pick<Order, 'trashDays'>,
): TrashEntryMessage {
  return create(TrashEntrySchema, {
    id,
    slug: note.slug,
    officialName: note.official_name,
    type: note.model_type,
    storage: note.storage,
    sizeBytes: int64(note.files.reduce((sum, { size }) => sum + size, 0)),
    path: note.path,
    removedAt: int64(removedAt),
    expiresAt: optionalInt64(trashDays === 0 ? undefined : removedAt + trashDays * oneDayMs),
    apps: note.apps,
    emptying: note.state === 'emptying',
  })
}

export function duplicateGroupMessage({
  diskBytes,
  savableBytes,
  files,
  ...group
}: DuplicateGroup): DuplicateGroupMessage {
  return create(DuplicateGroupSchema, {
    ...group,
    files: files.map(({ slug, path, size, storage, format, linked }) => ({
      slug,
      path,
      size: int64(size),
      storage,
      format,
      linked,
    })),
    diskBytes: int64(diskBytes),
    savableBytes: int64(savableBytes),
  })
}

export function linkedFilesMessage(actions: readonly DuplicateAction[]): LinkDuplicatesResponse {
  const linked = actions.filter(({ action }) => action === 'link')
  return create(LinkDuplicatesResponseSchema, {
    files: actions.map(({ path, target, size, action, reason }) => ({
      path,
      target,
      size: int64(size),
      action,
      reason,
    })),
    linked: int64(linked.length),
    freedBytes: int64(linked.reduce((sum, { size }) => sum + size, 0)),
  })
}

export function usageMessage(usage: Usage & { trashBytes: number }): UsageMessage {
  return create(UsageSchema, {
    apparentBytes: int64(usage.apparentBytes),
    diskBytes: int64(usage.diskBytes),
    models: int64(usage.models),
    files: int64(usage.files),
    byType: usage.byType.map(share),
    byFamily: usage.byFamily.map(share),
    byApp: usage.byApp.map(share),
    byRoot: usage.byRoot.map(share),
    byFormat: usage.byFormat.map(share),
    trashBytes: int64(usage.trashBytes),
    offlineModels: int64(usage.offlineModels),
  })
}

export function unusedModelMessage({ model, shelvedAt, usedAt, readAt, says }: UnusedModel): UnusedModelMessage {
  const { slug, officialName, type, family, storage, sizeBytes } = model
  return create(UnusedModelSchema, {
    slug,
    officialName,
    type,
    family,
    storage,
    sizeBytes: int64(sizeBytes),
    shelvedAt: int64(shelvedAt),
    readAt: optionalInt64(readAt),
    usedAt: optionalInt64(usedAt),
    says,
  })
}

function share({ name, models, files, apparentBytes, diskBytes }: UsageShare) {
  return {
    name,
    models: int64(models),
    files: int64(files),
    apparentBytes: int64(apparentBytes),
    diskBytes: int64(diskBytes),
  }
}
