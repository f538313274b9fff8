import { statSync } from 'node:fs'

import type { AppInstallationTable, AppLinkTable } from '../../database/schema.ts'
import { isWeighthouseError, systemErrorCode } from '../../foundation/errors.ts'
import type { AppClient } from '../api/appClient.ts'
import type { AppAdapter, DetectedApp } from '../appAdapter.ts'
import type { AppVerification } from '../apps.ts'
import { auxiliaryKinds } from '../links/linkLedger.ts'
import { isListed } from './listedFolder.ts'

/**
 * Finds out whether an application sees what was mapped into it: it is asked where it has an address and can be asked,
 * else its folders are looked at by the rules by which it lists them, and the answer says so.
 */
export async function verifyApp(options: {
  installation: AppInstallationTable
  adapter: AppAdapter
  app: DetectedApp
  rows: readonly AppLinkTable[]
  client: AppClient | undefined
}): Promise<AppVerification> {
  const { installation, adapter, app, client } = options
  const rows = options.rows.filter(({ kind }) => !auxiliaryKinds.includes(kind))
  const asked = await ask()
  const roots = { models: app.modelsPath, ...app.roots }
  const models = rows.map((row): AppVerification['models'][number] => {
    const one = { slug: row.slug, targetPath: row.target_path }
    const state = asked.answers?.get(row.target_path)
    if (state) return { ...one, state, reason: `${adapter.name} says so` }
    if (asked.answers) return { ...one, state: 'cannot be asked', reason: `${adapter.name} has no list of such models` }
    return { ...one, ...lookByRule(row) }
  })
  const count = (state: string) => models.filter((model) => model.state === state).length
  return {
    appId: installation.id,
    asked: asked.answers ? 'application' : 'folders',
    url: asked.answers ? client?.url : undefined,
    note: asked.note,
    models,
    seen: count('seen'),
    notSeen: count('not seen'),
    unknown: count('cannot be asked'),
  }

  async function ask(): Promise<{ answers?: Map<string, 'seen' | 'not seen'>; note: string | undefined }> {
    if (!adapter.question) return { note: `${adapter.name} cannot be asked; its folders were looked at by its rules` }
    if (!client) {
      return { note: `where ${installation.id} answers is not known (app add --url); its folders were looked at` }
    }
    try {
      return { answers: await adapter.question.ask({ client, app, rows }), note: undefined }
    } catch (error) {
      // Without --api, A1111 answers 404; something else may listen there.
      if (!isWeighthouseError(error, 'SOURCE_UNREACHABLE', 'SOURCE_ERROR', 'SOURCE_DRIFT')) throw error
      return { note: `${error.message} Its folders were looked at.` }
    }
  }

  function lookByRule(row: AppLinkTable): Pick<AppVerification['models'][number], 'state' | 'reason'> {
    if (row.kind === 'config' || row.kind === 'api') {
      return { state: 'cannot be asked', reason: 'only the application itself can tell' }
    }
    if (!isFile(row.target_path)) return { state: 'not seen', reason: 'nothing is there that can be opened' }
    if (isListed(adapter.listed, roots, row.target_path)) return { state: 'seen', reason: 'its rules list it' }
    return { state: 'not seen', reason: `${adapter.name} lists no such file in that folder` }
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ELOOP' || code === 'ENOTDIR' || code === 'EACCES') return false
    throw error
  }
}
