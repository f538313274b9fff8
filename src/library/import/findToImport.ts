import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { isWeight } from '../layouts/fileKinds.ts'
import { findModels } from '../layouts/findModels.ts'
import type { FoundModel, LayoutName } from '../layouts/foundModel.ts'
import { groupFiles } from '../layouts/groupFiles.ts'
import type { RootWalker, WalkedFile } from '../walk/createRootWalker.ts'

export interface ToImport {
  /** Folder that the paths of the models are relative to, absolute. */
  base: string
  models: FoundModel[]
  problems: { path: string; reason: string }[]
}

/**
 * The models that a path of the user's means: a file with its parts and sidecars, or everything in a folder.
 * @throws WeighthouseError NOT_FOUND, INVALID_ARGUMENT (there is no model in it)
 */
export async function findToImport(
  path: string,
  options: {
    walker: RootWalker
    apart: readonly string[]
    layout?: LayoutName | undefined
    signal?: AbortSignal | undefined
  },
): Promise<ToImport> {
  const found = await seen(path)
  const result = found.isDirectory() ? await findInFolder(path, options) : await findFile(path)
  if (result.models.length > 0) return result
  throw new WeighthouseError('INVALID_ARGUMENT', `There is no model in ${path} that Weighthouse knows.`, {
    hint: 'Name a weight file (.safetensors, .gguf, .ckpt, …) or a folder that holds some.',
    details: { path },
  })
}

async function findInFolder(
  path: string,
  { walker, apart, layout, signal }: Parameters<typeof findToImport>[1],
): Promise<ToImport> {
  const walked = await walker.walk({ root: path, apart, signal })
  const { models, problems } = findModels({ rootPath: path, rootName: basename(path), files: walked.files(), layout })
  return { base: path, models, problems: [...walked.problems, ...problems] }
}

async function findFile(path: string): Promise<ToImport> {
  const base = dirname(path)
  const files: WalkedFile[] = []
  for (const entry of await readdir(base, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || !(entry.isFile() || entry.isSymbolicLink())) continue
    const location = join(base, entry.name)
    try {
      const stats = await stat(location)
      if (!stats.isFile()) continue
      const { size, mtimeMs, dev, ino } = stats
      files.push({
        path: entry.name,
        location,
        size,
        mtimeMs,
        device: String(dev),
        inode: String(ino),
        linked: entry.isSymbolicLink(),
      })
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT' && systemErrorCode(error) !== 'ELOOP') throw error
    }
  }
  const name = basename(path)
  const folder = { path: '', name: basename(base), files, folders: new Map() }
  const models = groupFiles(folder, { layout: 'plain', forWeights: isWeight(name, true) })
  return { base, models: models.filter((model) => model.files.some((file) => file.path === name)), problems: [] }
}

async function seen(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemErrorCode(error) ?? '')) throw error
    throw new WeighthouseError('NOT_FOUND', `${path} is not there.`, {
      hint: 'Look at the path.',
      details: { path },
      cause: error,
    })
  }
}
