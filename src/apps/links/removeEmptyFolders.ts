import { rmdirSync } from 'node:fs'
import { dirname } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import { isOurs } from './isOurs.ts'
import type { LinkLedger } from './linkLedger.ts'
import { lookAt } from './lookAt.ts'

/**
 * Takes away the folders that mapping made and that are empty now, the innermost first. One that holds anything stays,
 * and stays in the ledger.
 */
export async function removeEmptyFolders(installationId: string, ledger: LinkLedger): Promise<void> {
  const rows = await ledger.ofInstallation(installationId)
  const folders = rows.filter(({ kind }) => kind === 'directory').toReversed()
  if (folders.length === 0) return
  const inUse = new Set(rows.filter(({ kind }) => kind !== 'directory').map((row) => dirname(row.target_path)))
  const gone: string[] = []
  for (const row of folders) {
    if (inUse.has(row.target_path)) continue
    const found = lookAt(row.target_path)
    // Gone, or another folder in its place: not ours (any more).
    if (!isOurs(row, found) || removeIfEmpty(row.target_path)) gone.push(row.target_path)
  }
  await ledger.forget(gone)
}

function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path)
    return true
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    if (code === 'ENOENT') return true
    throw error
  }
}
