import { auxiliaryKinds } from '../apps/links/linkLedger.ts'
import type { Database } from '../database/database.ts'
import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import type { OrderParts } from './orderParts.ts'

/** Where a model is linked: places by installation. The ledger is asked, so drives that are away count too. */
export async function readLinks(database: Database, slug: string): Promise<Map<string, string[]>> {
  const rows = await database.kysely
    .selectFrom('app_link')
    .select(['installation_id', 'target_path'])
    .where('slug', '=', slug)
    .where('kind', 'not in', [...auxiliaryKinds])
    .orderBy('installation_id')
    .orderBy('target_path')
    .execute()
  const links = new Map<string, string[]>()
  for (const { installation_id: id, target_path: path } of rows) links.set(id, [...(links.get(id) ?? []), path])
  return links
}

/** The installations that each model is linked into. */
export async function readLinkedApps(database: Database): Promise<Map<string, string[]>> {
  const rows = await database.kysely
    .selectFrom('app_link')
    .select(['slug', 'installation_id'])
    .distinct()
    .where('kind', 'not in', [...auxiliaryKinds])
    .execute()
  const apps = new Map<string, string[]>()
  for (const { slug, installation_id: id } of rows) apps.set(slug, [...(apps.get(slug) ?? []), id])
  return apps
}

/**
 * Takes the links of a model back. An application whose drive is away keeps its rows in the ledger: its next map or
 * unmap takes the links back.
 *
 * @throws WeighthouseError what kept an application's links from being taken back; those before it are gone then
 */
export async function takeLinks(apps: OrderParts['apps'], slug: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    try {
      await apps.unmap({ apps: [id], models: [slug] })
    } catch (error) {
      if (!isWeighthouseError(error, 'NOT_FOUND', 'APP_NOT_FOUND')) throw error
    }
  }
}

/** Links a model into these applications again; says what could not be done instead of throwing. */
export async function makeLinks(
  apps: OrderParts['apps'],
  slug: string,
  ids: readonly string[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<{ apps: string[]; problems: string[] }> {
  const done: string[] = []
  const problems: string[] = []
  for (const id of ids) {
    try {
      const [plan] = await apps.map({ apps: [id], models: [slug], dryRun })
      if (plan && plan.created + plan.kept + plan.repaired > 0) done.push(id)
      for (const { action, targetPath, reason } of plan?.actions ?? []) {
        if (action === 'conflict') problems.push(`${targetPath}: ${reason}`)
      }
    } catch (error) {
      if (!(error instanceof WeighthouseError)) throw error
      problems.push(`${id}: ${error.message}`)
    }
  }
  return { apps: done, problems }
}
