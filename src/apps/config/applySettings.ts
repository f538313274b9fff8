import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, unlinkSync, writeSync } from 'node:fs'

import type { AppLinkTable } from '../../database/schema.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { LinkLedger } from '../links/linkLedger.ts'
import { changedMeanwhile } from '../links/makeLink.ts'
import type { Undo } from '../links/takeBack.ts'
import { fileDetailOf, leftBeside, readSettings, type SettingsChange } from './planSettings.ts'

/**
 * Writes a settings file, the ledger first. The text without our entries is kept in the ledger, so that `unmap` can put
 * the very bytes back; the file itself is replaced as a whole, with its permissions.
 *
 * @throws WeighthouseError CONFLICT when the file changed since the plan
 */
export async function applySettings(
  change: SettingsChange,
  {
    installationId,
    ledger,
    now,
    undo,
  }: { installationId: string; ledger: LinkLedger; now: UtcMilliseconds; undo: Undo },
): Promise<void> {
  const { file, text, next, rows, known, fileRow } = change
  const beside = `${file}.weighthouse-${randomBytes(8).toString('hex')}`
  const left = leftBeside(change)
  if (left !== undefined) rmSync(left, { force: true })
  const common = { installation_id: installationId, state: 'planned', inode: null, created_at: now }
  const before = fileRow ? [...known, fileRow] : known
  const planned: AppLinkTable[] = rows.map((row) => ({ ...common, kind: 'config', ...row }))
  planned.push({
    ...common,
    kind: 'config_file',
    slug: '',
    target_path: file,
    source_path: '',
    detail: fileDetailOf(change, beside),
  })
  await ledger.plan(planned, new Set(before.map((row) => row.target_path)))
  undo.push(async () => {
    await ledger.forget(planned.map((row) => row.target_path))
    await ledger.restore(before)
  })

  if (next !== text) {
    if (readSettings(file) !== text) throw changedMeanwhile(file, undefined)
    replaceText(file, next, beside)
    undo.push(() => {
      if (readSettings(file) === next) replaceText(file, text, beside)
    })
  }
  const stays = new Set(rows.map((row) => row.target_path))
  const gone = known.filter((row) => !stays.has(row.target_path)).map((row) => row.target_path)
  await ledger.place(rows.map((row) => ({ targetPath: row.target_path, inode: null })))
  if (rows.length === 0) gone.push(file)
  else await ledger.place([{ targetPath: file, inode: null }])
  await ledger.forget(gone)
}

/** Writes a file beside the old one and puts it in its place. */
function replaceText(file: string, text: string | undefined, beside: string): void {
  if (text === undefined) return unlinkSync(file)
  const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o777
  const descriptor = openSync(beside, 'wx', mode)
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  chmodSync(beside, mode)
  renameSync(beside, file)
}
