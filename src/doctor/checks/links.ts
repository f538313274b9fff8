import { lstat, readlink } from 'node:fs/promises'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { exists } from '../../library/renameWithoutReplacing.ts'
import type { Check, HouseParts } from '../doctor.ts'

const batch = 1000

interface BrokenLink {
  slug: string
  installation: string
  path: string
}

/** The links that Weighthouse made: each there, and leading somewhere. Drives that are away are not asked. */
export const linksCheck: Check = {
  id: 'links',
  async look(_ground, { database, apps, library }) {
    const online = new Set((await apps.list()).filter(({ linkSupport }) => linkSupport.online).map(({ id }) => id))
    const offline = new Set<string>()
    for await (const model of library.iterate()) if (model.offline) offline.add(model.slug)
    const broken: BrokenLink[] = []
    let total = 0
    for (let after = ''; ;) {
      const rows = await database.kysely
        .selectFrom('app_link')
        .select(['target_path', 'installation_id', 'slug', 'source_path', 'kind'])
        .where('target_path', '>', after)
        .where('kind', 'in', ['symlink', 'hardlink'])
        .where('state', '=', 'placed')
        .orderBy('target_path')
        .limit(batch)
        .execute()
      for (const { target_path: path, installation_id: installation, slug, source_path: source, kind } of rows) {
        if (!online.has(installation) || offline.has(slug)) continue
        total++
        if (await isBroken(path, source, kind)) broken.push({ slug, installation, path })
      }
      after = rows.at(-1)?.target_path ?? ''
      if (rows.length < batch) break
    }
    if (broken.length === 0) return [{ status: 'ok', says: `${total} links are where they were made` }]
    const some = broken.slice(0, 20).map(({ path }) => path)
    return [
      {
        status: 'warn',
        says: `${broken.length} of ${total} links are gone or lead nowhere: ${some.join(', ')}`,
        mend: 'weighthouse map',
        fix: { work: () => mendLinks(broken, { apps, library }) },
      },
    ]
  },
}

/** Gone, or a symbolic link of ours whose file is. What somebody put in its place is theirs and not broken. */
async function isBroken(path: string, source: string, kind: string): Promise<boolean> {
  const found = await ifPresent(lstat(path), 'EACCES')
  if (!found) return true
  if (kind !== 'symlink' || !found.isSymbolicLink()) return false
  return (await ifPresent(readlink(path))) !== undefined && !(await exists(source))
}

async function mendLinks(
  broken: readonly BrokenLink[],
  { apps, library }: Pick<HouseParts, 'apps' | 'library'>,
): Promise<void> {
  for (const [installation, links] of Map.groupBy(broken, (link) => link.installation)) {
    const slugs = [...new Set(links.map(({ slug }) => slug))]
    const here = await library.has(slugs)
    const gone = slugs.filter((slug) => !here.has(slug))
    if (gone.length > 0) await apps.unmap({ apps: [installation], models: gone })
    if (here.size > 0) await apps.map({ apps: [installation], models: [...here] })
  }
}
