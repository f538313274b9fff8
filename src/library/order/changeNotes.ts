import { lstat, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { unsafeReason } from '../../ids/safePath.ts'
import { makeFolders } from '../makeFolders.ts'
import { modelTypes } from '../metadata.ts'
import { exists } from '../renameWithoutReplacing.ts'
import { writeJsonAtomically } from '../writeJsonAtomically.ts'

/*
 * What was changed in a library and can be taken back: `.changes/<time>-<kind>.json` in its root folder, written before
 * the change. `open` is one that goes on, or was cut off.
 */
const changesFolderName = '.changes'
/** Older ones cannot be taken back any more, and are forgotten. */
const mostKept = 100

const placeSchema = z.object({
  /** Relative to the library, with forward slashes. */
  path: z
    .string()
    .refine((path) => unsafeReason(path) === undefined && path.split('/').length === 3 && !path.startsWith('.'), {
      error: 'not a model’s folder',
    }),
  model_type: z.enum(modelTypes),
  family: z.string().min(1),
})
export type ModelPlace = z.infer<typeof placeSchema>

const common = {
  schema_version: z.literal(1),
  state: z.enum(['open', 'done']),
  /** ISO 8601, UTC. */
  made_at: z.iso.datetime(),
  /** The change that this one takes back. */
  undoes: z.string().optional(),
  token: z.string().regex(/^[0-9a-f]{16}$/),
  pid: z.number().int(),
  host: z.string(),
  started_at: z.number(),
}
const moveSchema = z.looseObject({
  ...common,
  kind: z.literal('move'),
  slug: z.string().min(1),
  from: placeSchema,
  to: placeSchema,
  /** Installations that it is linked into. */
  apps: z.array(z.string()),
  /** The folder follows what the model is: nothing to take back, and metadata.json keeps what was found. */
  follows: z.boolean().optional(),
})
const titleSchema = z.looseObject({
  ...common,
  kind: z.literal('title'),
  slug: z.string().min(1),
  /** Null for none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
})
const linkedFileSchema = z.object({
  path: z.string(),
  target: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  mode: z.number().int(),
  mtime_ms: z.number(),
})
const linkSchema = z.looseObject({ ...common, kind: z.literal('link'), files: z.array(linkedFileSchema) })
const noteSchema = z.discriminatedUnion('kind', [moveSchema, titleSchema, linkSchema])

export type MoveNote = z.infer<typeof moveSchema>
export type TitleNote = z.infer<typeof titleSchema>
export type LinkNote = z.infer<typeof linkSchema>
export type ChangeNote = MoveNote | TitleNote | LinkNote
export type LinkedFile = z.infer<typeof linkedFileSchema>

export interface Change<N extends ChangeNote = ChangeNote> {
  id: string
  note: N
  /** UTC milliseconds. */
  at: number
}

/** Writes a change down, durably, before it is made. @returns its id */
export async function addChange(directory: string, note: ChangeNote): Promise<string> {
  const folder = await makeFolders(directory, [changesFolderName])
  const name = `${note.made_at.replace(/[-:]|\.\d+/g, '')}-${note.kind}`
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}-${number}`
    if (await exists(join(folder, `${id}.json`))) continue
    await writeChange(directory, id, note)
    return id
  }
}

export async function writeChange(directory: string, id: string, note: ChangeNote): Promise<void> {
  await writeJsonAtomically(join(directory, changesFolderName, `${id}.json`), note, note.token)
}

export async function dropChange(directory: string, id: string): Promise<void> {
  await rm(join(directory, changesFolderName, `${id}.json`), { force: true })
}

/** Every change that is written down, the last made first; `unreadable` are paths of notes that are none of ours. */
export async function listChanges(directory: string): Promise<{ changes: Change[]; unreadable: string[] }> {
  const folder = join(directory, changesFolderName)
  const changes: Change[] = []
  const unreadable: string[] = []
  // What is behind a link is not ours.
  const isFolder = (await ifPresent(lstat(folder)))?.isDirectory() ?? false
  for (const name of (isFolder && (await ifPresent(readdir(folder)))) || []) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue
    const text = await ifPresent(readFile(join(folder, name), 'utf8'))
    if (text === undefined) continue
    const parsed = noteSchema.safeParse(parseJson(text))
    if (parsed.success) {
      changes.push({ id: name.slice(0, -5), note: parsed.data, at: Date.parse(parsed.data.made_at) })
    } else unreadable.push(join(folder, name))
  }
  changes.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  return { changes, unreadable }
}

/** Forgets the oldest of those that are done. */
export async function forgetOldChanges(directory: string): Promise<void> {
  const done = (await listChanges(directory)).changes.filter(({ note }) => note.state === 'done')
  for (const { id } of done.slice(mostKept)) await dropChange(directory, id)
}
