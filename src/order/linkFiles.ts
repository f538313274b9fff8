import { lstat } from 'node:fs/promises'
import { join } from 'node:path'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import { mapConcurrently } from '../hub/mapConcurrently.ts'
import type { DuplicateAction } from '../library/order/duplicates.ts'
import { findDuplicates } from '../library/order/findDuplicates.ts'
import { linkDuplicates } from '../library/order/linkDuplicates.ts'
import { planLinks } from '../library/order/planLinks.ts'
import { rewriteModel } from '../library/rewriteModel.ts'
import type { LinkOptions } from './order.ts'
import type { OrderParts } from './orderParts.ts'

const statsAtOnce = 16

/** Makes hard links of files with the same bytes, and writes into metadata.json what became of them; see Order. */
export async function linkFiles(parts: OrderParts, options: LinkOptions): Promise<DuplicateAction[]> {
  const { library, store, upkeep, clock, ownTokens, onStep } = parts
  const { dryRun = false, inPlace = false, sha256, signal, onProgress } = options
  const { groups } = await findDuplicates(library, store, ['bytes'])
  const actions = planLinks(
    groups.filter(({ key }) => sha256 === undefined || key === sha256),
    { inPlace },
  )
  if (dryRun) return actions
  const { directory } = library
  const purpose = 'linking of duplicates'
  return upkeep.whileWriting({ purpose, label: purpose, missingBytes: 0, signal }, async (held) => {
    const done = await linkDuplicates({ directory, actions, clock, ownTokens, signal: held, onProgress, onStep })
    for (const [slug, files] of Map.groupBy(done, (action) => action.slug)) {
      const linked = files.filter(({ action }) => action === 'link')
      if (linked.length > 0) await noteFiles(parts, slug, linked)
    }
    return done
  })
}

/** A linked file has its target's inode and time, so a scan must not take it for a changed one. */
async function noteFiles(parts: OrderParts, slug: string, linked: readonly DuplicateAction[]): Promise<void> {
  const { library, store } = parts
  const model = await library.get(slug)
  const facts = new Map(
    await mapConcurrently(model.files, statsAtOnce, async ({ path, location }) => {
      const action = linked.find((one) => one.path === location)
      return [path, action && { action, found: await ifPresent(lstat(location)) }] as const
    }),
  )
  await library.whileAlone(slug, ({ path, token }) =>
    rewriteModel(join(library.directory, path), slug, token, ({ metadata }) => ({
      metadata: {
        ...metadata,
        files: metadata.files.map((file) => {
          const fact = facts.get(file.path)
          if (!fact?.found) return file
          const { action, found } = fact
          const isBlob = store.localPath(action.sha256) === action.target
          return {
            ...file,
            ...(file.mtime_ms !== undefined && { mtime_ms: found.mtimeMs }),
            ...(file.inode !== undefined && { inode: String(found.ino) }),
            ...(isBlob && { placement: 'hardlink' as const }),
          }
        }),
      },
    })),
  )
}
