import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import type { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import {
  EmptyTrashResponseSchema,
  LinkDuplicatesResponseSchema,
  ListDuplicatesResponseSchema,
  ListTrashResponseSchema,
  ListUnusedResponseSchema,
  MoveSchema,
  type OrderService,
  RestoredSchema,
  UndoneSchema,
} from '../../gen/weighthouse/v1/order_pb.ts'
import { linkDuplicatesKey, type linkDuplicatesPayload } from '../../jobs/linkDuplicatesJob.ts'
import { modelTypes } from '../../library/metadata.ts'
import type { DuplicateKind } from '../../library/order/duplicates.ts'
import { int64 } from '../messages/int64.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import {
  duplicateGroupMessage,
  linkedFilesMessage,
  removalMessage,
  trashEntryMessage,
  unusedModelMessage,
  usageMessage,
} from '../messages/orderMessage.ts'
import { updatesMessage } from '../messages/updateMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

const duplicateKinds: readonly DuplicateKind[] = ['bytes', 'tensors', 'model']

/** Keeps the library in order. */
export function createOrderService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof OrderService> {
  const { order, queue, updates } = weighthouse

  return {
    removeModel: async ({ id, ...options }) => removalMessage(await order.remove(id, options)),
    async moveModel({ id, name, type, family, dryRun }) {
      const chosen = type === '' ? undefined : oneOf(modelTypes, type, 'type')
      const options = { name: name || undefined, type: chosen, family: family || undefined, dryRun }
      return create(MoveSchema, await order.move(id, options))
    },
    async listTrash() {
      const entries = (await order.listTrash()).map((entry) => trashEntryMessage(entry, order))
      return create(ListTrashResponseSchema, {
        entries,
        total: int64(entries.length),
        totalBytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0n),
        days: order.trashDays,
      })
    },
    restoreModel: async ({ id, keepUnlinked }) => create(RestoredSchema, await order.restore(id, { keepUnlinked })),
    async emptyTrash({ id, olderThanMs, dryRun }, { signal }) {
      const { entries, bytes, kept } = await order.emptyTrash({
        ids: id,
        olderThanMs: Number(olderThanMs),
        dryRun,
        signal,
      })
      const listed = entries.map((entry) => trashEntryMessage(entry, order))
      return create(EmptyTrashResponseSchema, { entries: listed, bytes: int64(bytes), kept, dryRun })
    },
    async undo({ dryRun }) {
      const { at: _at, ...undone } = await order.undo({ dryRun })
      return create(UndoneSchema, undone)
    },
    async listDuplicates({ kind }) {
      const kinds = kind === '' ? undefined : [oneOf(duplicateKinds, kind, 'kind')]
      const { groups, savableBytes, unhashedFiles, unhashedBytes } = await order.duplicates(kinds)
      return create(ListDuplicatesResponseSchema, {
        groups: groups.map(duplicateGroupMessage),
        total: int64(groups.length),
        savableBytes: int64(savableBytes),
        unhashedFiles: int64(unhashedFiles),
        unhashedBytes: int64(unhashedBytes),
      })
    },
    async linkDuplicates({ dryRun, inPlace, sha256 }) {
      const payload: z.input<typeof linkDuplicatesPayload> = { inPlace, sha256: sha256 || undefined }
      if (dryRun) return linkedFilesMessage(await order.linkDuplicates({ ...payload, dryRun }))
      const job = await queue.enqueue('link_duplicates', payload, { dedupeKey: linkDuplicatesKey })
      wake()
      return create(LinkDuplicatesResponseSchema, { job: jobMessage(job) })
    },
    getUsage: async () => usageMessage(await order.usage()),
    async listUnused({ olderThanMs }) {
      const models = (await order.unused(olderThanMs === 0n ? undefined : Number(olderThanMs))).map(unusedModelMessage)
      return create(ListUnusedResponseSchema, {
        models,
        total: int64(models.length),
        totalBytes: models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0n),
      })
    },
    checkUpdates: async ({ model, local }, { signal }) =>
      updatesMessage(await updates.check({ models: model, local, signal })),
  }
}

function oneOf<T extends string>(allowed: readonly T[], text: string, what: string): T {
  const found = allowed.find((value) => value === text)
  if (found !== undefined) return found
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} is no ${what}.`, {
    hint: `Take one of ${allowed.join(', ')}.`,
    details: { [what]: text },
  })
}
