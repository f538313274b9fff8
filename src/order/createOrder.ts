import { findDuplicates } from '../library/order/findDuplicates.ts'
import { listUnused } from '../library/order/listUnused.ts'
import { measureUsage } from '../library/order/measureUsage.ts'
import { listTrash } from '../library/trash/listTrash.ts'
import { bytesOf, emptyTrash } from './emptyTrash.ts'
import { linkFiles } from './linkFiles.ts'
import { readLinkedApps } from './links.ts'
import { moveModel } from './moveModel.ts'
import type { Order } from './order.ts'
import type { OrderParts } from './orderParts.ts'
import { recoverOrder } from './recoverOrder.ts'
import { removeModel } from './removeModel.ts'
import { restoreModel } from './restoreModel.ts'
import { settleModels } from './settleModels.ts'
import { undoLast } from './undoLast.ts'

const oneDayMs = 24 * 60 * 60 * 1000

export interface OrderOptions extends Omit<OrderParts, 'ownTokens' | 'onStep'>, Partial<Pick<OrderParts, 'onStep'>> {
  trashDays: number
}

/** Puts together what keeps a library in order. */
export function createOrder({ trashDays, onStep = () => {}, ...options }: OrderOptions): Order {
  const parts: OrderParts = { ...options, onStep, ownTokens: new Set() }
  return {
    trashDays,
    remove: (slug, removeOptions = {}) => removeModel(parts, slug, removeOptions),
    move: (slug, moveOptions) => moveModel(parts, slug, moveOptions),
    settle: (settleOptions = {}) => settleModels(parts, settleOptions),
    listTrash: async () => (await listTrash(parts.library.directory)).entries,
    restore: (id, restoreOptions = {}) => restoreModel(parts, id, restoreOptions),
    emptyTrash: (emptyOptions = {}) => emptyTrash(parts, emptyOptions),
    async expire(signal) {
      if (trashDays === 0) return { entries: [], bytes: 0, kept: [], dryRun: false }
      return emptyTrash(parts, { olderThanMs: trashDays * oneDayMs, signal })
    },
    duplicates: (kinds = ['bytes', 'tensors', 'model']) => findDuplicates(parts.library, parts.store, kinds),
    linkDuplicates: (linkOptions = {}) => linkFiles(parts, linkOptions),
    async usage() {
      const apps = await readLinkedApps(parts.database)
      const rootNames = new Map(parts.library.roots().map(({ id, name }) => [id, name]))
      const usage = await measureUsage({ library: parts.library, appsOf: (slug) => apps.get(slug) ?? [], rootNames })
      const { entries } = await listTrash(parts.library.directory)
      return { ...usage, trashBytes: entries.reduce((sum, entry) => sum + bytesOf(entry), 0) }
    },
    async unused(olderThanMs = 30 * oneDayMs) {
      const apps = await readLinkedApps(parts.database)
      const before = parts.clock() - olderThanMs
      const uses = await parts.uses.read()
      return listUnused({ library: parts.library, isLinked: (slug) => apps.has(slug), uses, before })
    },
    undo: ({ dryRun = false } = {}) => undoLast(parts, dryRun),
    recover: () => recoverOrder(parts),
  }
}
