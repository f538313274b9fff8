import { statSync } from 'node:fs'

import { z } from 'zod'

import type { AppLinkTable } from '../../database/schema.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { PlannedAction } from '../links/plannedAction.ts'
import type { WantedModel } from '../mapping/wanted.ts'
import type { AppClient } from './appClient.ts'
import type { ModelRegistry, ModelToRegister, RegisteredModel } from './modelRegistry.ts'

/** What the ledger keeps of a model that an application took up. */
const registeredDetail = z.object({ key: z.string(), digest: z.string().nullable() })

/** What is to be asked of an application. */
export interface RegistryChange {
  add: { targetPath: string; slug: string; model: ModelToRegister }[]
  remove: { row: AppLinkTable; model: RegisteredModel }[]
  /** Made by a process that died before it could say so. */
  settle: { row: AppLinkTable; model: RegisteredModel }[]
  /** Rows of what is gone or not ours any more. */
  forget: AppLinkTable[]
}

/** Compares the models that the mapping wants an application to know with the ledger and with its own list. */
export async function planRegistry(options: {
  registry: ModelRegistry
  client: AppClient
  wanted: readonly WantedModel[]
  rows: readonly AppLinkTable[]
  isInScope: (slug: string) => boolean
}): Promise<{ actions: PlannedAction[]; change: RegistryChange }> {
  const { registry, client, wanted, isInScope } = options
  const rows = new Map(options.rows.filter(({ kind }) => kind === 'api').map((row) => [row.target_path, row]))
  const change: RegistryChange = { add: [], remove: [], settle: [], forget: [] }
  const actions: PlannedAction[] = []
  if (wanted.length === 0 && rows.size === 0) return { actions, change }

  const listed = await registry.list(client)
  const wantedPaths = new Set<string>()
  for (const asked of wanted) {
    const each = { ...asked, name: registry.toName(asked.name) }
    const targetPath = `${client.url}#${each.name}`
    wantedPaths.add(targetPath)
    if (!isInScope(each.slug)) continue
    const { action, reason } = planOne(each, targetPath)
    actions.push({ action, slug: each.slug, sourcePath: each.sourcePath, targetPath, reason })
  }
  for (const row of rows.values()) {
    if (wantedPaths.has(row.target_path) || !isInScope(row.slug)) continue
    const place = { slug: row.slug, sourcePath: row.source_path, targetPath: row.target_path }
    const model = findOurs(row)
    if (model === 'changed') {
      change.forget.push(row)
      actions.push({
        ...place,
        action: 'conflict',
        reason: 'it was changed in the application; that stays, and is forgotten',
      })
    } else {
      if (model) change.remove.push({ row, model })
      else change.forget.push(row)
      actions.push({
        ...place,
        action: 'remove',
        reason: model ? 'the mapping asks for it no longer' : 'it is gone already',
      })
    }
  }
  return { actions, change }

  function planOne(model: WantedModel, targetPath: string): Pick<PlannedAction, 'action' | 'reason'> {
    const row = rows.get(targetPath)
    if (model.offline) return { action: row ? 'keep' : 'skip', reason: 'its drive is not here now' }
    const size = statSync(model.sourcePath, { throwIfNoEntry: false })?.size
    if (size === undefined)
      return { action: 'skip', reason: 'the library file is missing; scan, or pull the model again' }
    const add = () =>
      change.add.push({
        targetPath,
        slug: model.slug,
        model: { name: model.name, path: model.sourcePath, size, sha256: model.sha256 },
      })
    if (!row) {
      const other = listed.find(({ name, path }) => name === model.name || path === model.sourcePath)
      if (other)
        return { action: 'conflict', reason: `the application knows ${other.name} already, not from us; it stays` }
      add()
      return { action: 'create', reason: `the rule ${model.rule} asks for it` }
    }
    const found = findOurs(row)
    if (found === 'changed') {
      return { action: 'conflict', reason: 'it was changed in the application; that stays as it is' }
    }
    if (!found) {
      add()
      return { action: 'repair', reason: 'the application does not know it any more' }
    }
    if (row.state === 'placed') return { action: 'keep', reason: 'it is as it should be' }
    change.settle.push({ row, model: found })
    return { action: 'keep', reason: 'an interrupted run had made it already' }
  }

  /** The entry of the application that our row is about. */
  function findOurs(row: AppLinkTable): RegisteredModel | 'changed' | undefined {
    const detail = row.detail === null ? undefined : registeredDetail.parse(parseJson(row.detail))
    const name = row.target_path.slice(row.target_path.indexOf('#') + 1)
    // One that was only planned has no key yet: it is known by name and path.
    const found = listed.find((each) => {
      if (detail) return each.key === detail.key
      return each.path === undefined ? each.name === name : each.path === row.source_path
    })
    if (!found) return undefined
    const samePath = found.path === undefined || found.path === row.source_path
    const sameDigest = !detail || detail.digest === null || found.digest === detail.digest
    return samePath && sameDigest && found.inPlace ? found : 'changed'
  }
}

export function registeredDetailOf({ key, digest }: RegisteredModel): string {
  return JSON.stringify({ key, digest: digest ?? null })
}
