import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { unsafeReason } from '../../ids/safePath.ts'
import { writeJsonAtomically } from '../writeJsonAtomically.ts'

/*
 * The trash of a library, in its root folder:
 *
 *   .trash/<time>-<slug>/note.json   where the model was, what belongs to it, which applications had it
 *   .trash/<time>-<slug>/model/      its folder, as it was
 *
 * The rename of the folder is the one moment at which a model is on the shelf or in the trash. A note without a folder
 * was left by a process that was killed before that moment, or after it brought the model back.
 */
export const trashFolderName = '.trash'
export const trashedFolderName = 'model'
const noteName = 'note.json'

/** A note may come with a library from elsewhere: what it names must stay in the library. */
const safePath = z.string().refine((path) => unsafeReason(path) === undefined, { error: 'not a safe path' })

const inventorySchema = z.object({
  path: safePath,
  size: z.number().int().nonnegative(),
  mtime_ms: z.number(),
  inode: z.string(),
})
/** A file that belongs to the model, as it was when the model came into the trash. */
export type InventoryFile = z.infer<typeof inventorySchema>

const noteSchema = z.looseObject({
  schema_version: z.literal(1),
  slug: z.string().min(1),
  official_name: z.string(),
  model_type: z.string(),
  storage: z.enum(['shelved', 'in_place']),
  commit: z.string(),
  size_bytes: z.number().int().nonnegative(),
  /** Where its folder was, relative to the library, with forward slashes. */
  path: safePath.refine((path) => path.split('/').length === 3 && !path.startsWith('.'), {
    error: 'not a model’s folder',
  }),
  /** ISO 8601, UTC. */
  removed_at: z.iso.datetime(),
  /** `emptying`: its files are being deleted, so it cannot come back. */
  state: z.enum(['kept', 'emptying']),
  /** Installations that it was linked into. */
  apps: z.array(z.string()),
  /** What belongs to it in its folder. Nothing else is deleted when the trash is emptied. */
  files: z.array(inventorySchema),
  /** Of files that have blobs: what they name in the store. */
  blobs: z.array(z.object({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number() })),
  /** Who moved it. */
  token: z.string().regex(/^[0-9a-f]{16}$/),
  pid: z.number().int(),
  host: z.string(),
  started_at: z.number(),
})
export type TrashNote = z.infer<typeof noteSchema>

/** The folder of an entry. `id` is a single name. */
export function entryFolder(directory: string, id: string): string {
  if (!/^[\w.~-]{1,200}$/.test(id) || id.startsWith('.')) {
    throw new WeighthouseError('NOT_FOUND', `There is no ${JSON.stringify(id)} in the trash.`, {
      hint: 'See what is there: `weighthouse trash list`.',
    })
  }
  return join(directory, trashFolderName, id)
}

/** The note of an entry; undefined when there is none, `unreadable` when it is not one of ours. */
export async function readNote(folder: string): Promise<TrashNote | 'unreadable' | undefined> {
  const text = await ifPresent(readFile(join(folder, noteName), 'utf8'))
  if (text === undefined) return undefined
  const parsed = noteSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : 'unreadable'
}

/** Writes the note of an entry, whole and durable. */
export async function writeNote(folder: string, note: TrashNote): Promise<void> {
  await writeJsonAtomically(join(folder, noteName), note, note.token)
}

export function notePath(folder: string): string {
  return join(folder, noteName)
}
