import { readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

import { z } from 'zod'

import { ifPresent } from '../foundation/files/ifPresent.ts'
import { writeDurably } from '../foundation/files/writeDurably.ts'
import { isProcessRunning } from '../foundation/isProcessRunning.ts'
import { parseJson } from '../foundation/parseJson.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import { modelMetadataSchema, shelvedFileSchema } from './metadata.ts'
import { renameWithoutReplacing } from './renameWithoutReplacing.ts'

/*
 * While Weighthouse builds or changes a model's folder, a marker in it says who does so. What carries a marker of a
 * process that is gone was left by a crash: a new folder is removed, a changed one is brought to its end.
 *
 *   .<model_id>.<16 hex>.shelving/            a new model, before it is renamed into place
 *     .weighthouse-shelving                   its marker
 *   <model_id>/.weighthouse-shelving          a change that goes on; says what it leads to
 *   <model_id>/…/.<16 hex>.shelving           a file before it is renamed into place
 */
export const shelvingMarkerName = '.weighthouse-shelving'
const shelvingName = /^\.(?:.+\.)?([0-9a-f]{16})\.shelving$/

/** True for the names of folders and files that are not in place yet. */
export function isShelvingName(name: string): boolean {
  return shelvingName.test(name)
}

/** The token in such a name. */
export function shelvingToken(name: string): string | undefined {
  return shelvingName.exec(name)?.[1]
}

const processSchema = z.object({
  token: z.string().regex(/^[0-9a-f]{16}$/),
  pid: z.number().int(),
  host: z.string(),
  /** UTC milliseconds. */
  started_at: z.number(),
})
/** Who is at work, and since when. */
export type ShelvingProcess = z.infer<typeof processSchema>

const markerSchema = processSchema.extend({
  slug: z.string(),
  /** Every file that may be ours in the folder, and the metadata.json that the change leads to; absent while a new folder is built. */
  change: z
    .object({
      ours: z.array(shelvedFileSchema),
      next: modelMetadataSchema.extend({ files: z.array(shelvedFileSchema) }),
    })
    .optional(),
})
export type ShelvingMarker = z.infer<typeof markerSchema>

/** This process, as markers name it. */
export function describeProcess(token: string, now: UtcMilliseconds): ShelvingProcess {
  return { token, pid: process.pid, host: hostname(), started_at: now }
}

/**
 * Writes the marker of this process into `folder`: whole, durable, and unless `replace` is given, only if there is none.
 * @returns false when another shelving has its marker there
 */
export async function writeShelvingMarker(folder: string, marker: ShelvingMarker, replace = false): Promise<boolean> {
  const temporary = join(folder, `.${marker.token}.shelving`)
  try {
    await writeDurably(temporary, JSON.stringify(marker), 'w')
    const place = join(folder, shelvingMarkerName)
    if (!replace) return await renameWithoutReplacing(temporary, place)
    await rename(temporary, place)
    return true
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The marker in `folder`: undefined when there is none, `unreadable` when a crash cut it. */
export async function readShelvingMarker(folder: string): Promise<ShelvingMarker | 'unreadable' | undefined> {
  const text = await ifPresent(readFile(join(folder, shelvingMarkerName), 'utf8'))
  if (text === undefined) return undefined
  const parsed = markerSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : 'unreadable'
}

const oneDayMs = 24 * 60 * 60 * 1000

/** True when the process that wrote `marker` is gone. One of another machine is given a day. */
export function isAbandoned(marker: ShelvingProcess, now: UtcMilliseconds, ownTokens: ReadonlySet<string>): boolean {
  if (marker.host !== hostname()) return now - marker.started_at > oneDayMs
  if (marker.pid === process.pid) return !ownTokens.has(marker.token)
  return !isProcessRunning(marker.pid)
}
