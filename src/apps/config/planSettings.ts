import { createHash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'

import { z } from 'zod'

import type { AppLinkTable } from '../../database/schema.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { DetectedApp } from '../appAdapter.ts'
import type { PlannedAction } from '../links/plannedAction.ts'
import type { WantedEntry } from '../mapping/wanted.ts'
import type { AppSettingsFormat, SettingsEntry } from './appSettingsFormat.ts'
import { brokenSettings } from './brokenSettings.ts'
import { exposeFolders } from './exposeFolders.ts'

/**
 * What the ledger keeps of a settings file: the text without our entries, hashes of the texts that we wrote, and the file
 * beside it in which the next text is written before it takes its place.
 */
const fileDetail = z.object({ before: z.string().nullable(), written: z.array(z.string()), beside: z.string() })

const largestSettings = 4 * 1024 * 1024

/** A change of a settings file. */
export interface SettingsChange {
  file: string
  /** As it was read; undefined when it is not there. */
  text: string | undefined
  /** Without our entries. */
  base: string | undefined
  /** As it shall be; undefined when it shall not be there. */
  next: string | undefined
  /** Our entries from now on, as rows of the ledger. */
  rows: Pick<AppLinkTable, 'target_path' | 'slug' | 'source_path' | 'detail'>[]
  /** Our entries until now. */
  known: AppLinkTable[]
  /** The row of the file itself. */
  fileRow: AppLinkTable | undefined
}

/**
 * Compares the folders that the mapping wants named with the ledger and the settings file. Writes nothing.
 * @throws WeighthouseError INVALID_CONFIG when the file cannot be used
 */
export function planSettings(options: {
  format: AppSettingsFormat
  app: DetectedApp
  wanted: readonly WantedEntry[]
  rows: readonly AppLinkTable[]
  files: readonly string[]
  isInScope: (slug: string) => boolean
}): { actions: PlannedAction[]; change: SettingsChange | undefined } {
  const { format, app, isInScope } = options
  const known = options.rows.filter(({ kind }) => kind === 'config')
  const fileRow = options.rows.find(({ kind }) => kind === 'config_file')
  if (options.wanted.length === 0 && known.length === 0 && !fileRow) return { actions: [], change: undefined }

  const file = fileRow?.target_path ?? format.fileOf(app)
  const text = readSettings(file)
  const ours = known.map(toEntry)
  const kept = fileRow && fileDetail.parse(parseJson(fileRow.detail ?? ''))
  const untouched = kept !== undefined && text !== undefined && kept.written.includes(hashOf(text))
  const base = untouched ? (kept.before ?? undefined) : text === undefined ? undefined : format.remove(text, ours)

  const { shown, refused } = exposeFolders({
    wanted: options.wanted,
    files: options.files,
    endingsOf: format.endingsOf,
    foldersPerKey: format.foldersPerKey,
    refuse: (entry) => format.refuse(base, entry, app),
  })
  const actions: PlannedAction[] = []
  const rows = new Map<string, SettingsChange['rows'][number]>()
  // Entries of models that this plan is not about stay as they are.
  for (const row of known) if (!isInScope(row.slug)) rows.set(row.target_path, row)
  for (const { wanted, entry } of shown) {
    if (!isInScope(wanted.slug)) continue
    const targetPath = `${file}#${entry.key}=${entry.folder}#${wanted.slug}`
    if (rows.has(targetPath)) continue
    const row = { target_path: targetPath, slug: wanted.slug, source_path: entry.folder, detail: entry.key }
    rows.set(targetPath, row)
    const before = known.some((each) => each.target_path === targetPath)
    const isThere = before && text?.includes(JSON.stringify(entry.folder).slice(1, -1))
    const action = isThere ? 'keep' : before ? 'repair' : 'create'
    const reason =
      action === 'keep' ? 'it is as it should be' : before ? 'our entry is gone' : `the rule ${wanted.rule} asks for it`
    actions.push({ action, slug: wanted.slug, sourcePath: wanted.sourcePath, targetPath, reason })
  }
  for (const { wanted, reason } of refused) {
    if (!isInScope(wanted.slug)) continue
    actions.push({ action: 'skip', slug: wanted.slug, sourcePath: wanted.sourcePath, targetPath: '', reason })
  }
  for (const row of known) {
    if (rows.has(row.target_path)) continue
    const reason = 'the mapping asks for it no longer'
    actions.push({ action: 'remove', slug: row.slug, sourcePath: row.source_path, targetPath: row.target_path, reason })
  }

  const entries = [...rows.values()].map(toEntry)
  const next = entries.length === 0 ? emptied(base, untouched && kept.before === null) : format.add(base, entries, app)
  const ended = [...known, ...(fileRow ? [fileRow] : [])].every(({ state }) => state === 'placed')
  const settled = next === text && ended && rows.size === known.length
  if (settled && (fileRow !== undefined) === entries.length > 0) return { actions, change: undefined }
  return { actions, change: { file, text, base, next, rows: [...rows.values()], known, fileRow } }
}

/** What the ledger is to keep of the file, as its `detail`. @param beside absolute, of a name that nobody else gives */
export function fileDetailOf({ base, fileRow, text, next }: SettingsChange, beside: string): string {
  const earlier = fileRow ? fileDetail.parse(parseJson(fileRow.detail ?? '')).written : []
  const written = earlier.filter((hash) => text !== undefined && hash === hashOf(text))
  if (next !== undefined) written.push(hashOf(next))
  return JSON.stringify({ before: base ?? null, written, beside })
}

/** The file beside the settings that a killed process may have left. */
export function leftBeside({ fileRow }: SettingsChange): string | undefined {
  return fileRow && fileDetail.parse(parseJson(fileRow.detail ?? '')).beside
}

/** A file that we made goes when nothing of the user's is in it. */
function emptied(base: string | undefined, wasAbsent: boolean): string | undefined {
  return wasAbsent ? undefined : base
}

function toEntry(row: Pick<AppLinkTable, 'source_path' | 'detail'>): SettingsEntry {
  return { key: row.detail ?? '', folder: row.source_path }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** @throws WeighthouseError INVALID_CONFIG when it is a link, too large, or no text */
export function readSettings(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return undefined
  if (!found.isFile()) throw brokenSettings(path, 'it is a link or a folder, and nothing is written through one')
  if (found.size > largestSettings) throw brokenSettings(path, `it is longer than ${largestSettings} bytes`)
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) throw brokenSettings(path, 'it is not UTF-8')
  return text
}
