import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { FoundModel } from '../layouts/foundModel.ts'
import type { ModelMetadata } from '../metadata.ts'
import { readMetadata } from '../readMetadata.ts'
import { writeJsonAtomically } from '../writeJsonAtomically.ts'
import { listTrash } from './listTrash.ts'

/*
 * Models in place that somebody took out of the library although their files stay where they are: a scan finds the files, and
 * leaves them out. As long as such a model is in the trash its entry says so; after that removed.json beside roots.json does.
 */
const removedFileName = 'removed.json'

const removedSchema = z.looseObject({
  slug: z.string().min(1),
  /** Id of its root, and its path below it. */
  root: z.string(),
  root_path: z.string(),
  /** Of its first file. */
  size: z.number(),
  mtime_ms: z.number(),
  inode: z.string(),
})
type RemovedModel = z.infer<typeof removedSchema>
const fileSchema = z.looseObject({ schema_version: z.literal(1), models: z.array(removedSchema) })

/** What tells a model in place from others; undefined when it lies in no root. */
function describeRemoved({ slug, root, root_path: path, files: [first] }: ModelMetadata): RemovedModel | undefined {
  if (root === undefined || path === undefined || !first) return undefined
  return { slug, root, root_path: path, size: first.size, mtime_ms: first.mtime_ms ?? 0, inode: first.inode ?? '' }
}

/** Remembers a model in place that leaves the trash for good. May be called again. */
export async function rememberRemoved(directory: string, folder: string, token: string): Promise<void> {
  const metadata = await readIfSound(folder)
  const removed = metadata?.storage_kind === 'external_reference' ? describeRemoved(metadata) : undefined
  if (!removed) return
  const others = (await readRemoved(directory)).filter(({ slug }) => slug !== removed.slug)
  await write(directory, [...others, removed], token)
}

/** Forgets what was removed from a root: it may be found again. */
export async function forgetRemoved(directory: string, root: string, token: string): Promise<void> {
  const removed = await readRemoved(directory)
  const left = removed.filter((model) => model.root !== root)
  if (left.length < removed.length) await write(directory, left, token)
}

/**
 * Tells of models found in a root whether somebody took them out of the library: the same file, wherever it is in the root now, or
 * one of the same length in the same place.
 */
export async function findRemoved(directory: string, root: string): Promise<(model: FoundModel) => boolean> {
  const all = [...(await readRemoved(directory)), ...(await readTrash(directory))].filter(
    (model) => model.root === root,
  )
  const byPath = Map.groupBy(all, (model) => model.root_path)
  const byInode = Map.groupBy(all, ({ inode }) => inode)
  return ({ path, files: [first] }) => {
    if (!first || all.length === 0) return false
    if (byPath.get(path)?.some(({ size }) => size === first.size)) return true
    const same = byInode.get(first.inode) ?? []
    return same.some(({ size, mtime_ms: mtime }) => size === first.size && mtime === first.mtimeMs)
  }
}

async function readTrash(directory: string): Promise<RemovedModel[]> {
  const { entries } = await listTrash(directory)
  const removed: RemovedModel[] = []
  for (const { note, folder } of entries) {
    if (note.storage !== 'in_place' || note.state === 'emptying') continue
    const metadata = await readIfSound(folder)
    const described = metadata && describeRemoved(metadata)
    if (described) removed.push(described)
  }
  return removed
}

async function readIfSound(folder: string): Promise<ModelMetadata | undefined> {
  try {
    return await readMetadata(folder)
  } catch (error) {
    // Somebody changed it in the trash.
    if (isWeighthouseError(error, 'INVALID_CONFIG')) return undefined
    throw error
  }
}

async function readRemoved(directory: string): Promise<RemovedModel[]> {
  const path = join(directory, removedFileName)
  const text = await ifPresent(readFile(path, 'utf8'))
  if (text === undefined) return []
  const parsed = fileSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data.models
  throw new WeighthouseError('INVALID_CONFIG', `${path} is not usable: ${parsed.error.issues[0]?.message}.`, {
    hint: 'Mend it, or move it away: then a scan finds again what you have removed.',
    details: { path },
    cause: parsed.error,
  })
}

async function write(directory: string, models: readonly RemovedModel[], token: string): Promise<void> {
  await writeJsonAtomically(join(directory, removedFileName), { schema_version: 1, models }, token)
}
