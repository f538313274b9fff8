import { lstatSync, readFileSync } from 'node:fs'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { WalkedFile } from '../walk/createRootWalker.ts'
import { buildFolders, type Folder, foldersOf } from './folder.ts'
import type { FoundFile, FoundModel, LayoutHints, LayoutName } from './foundModel.ts'
import { groupFiles } from './groupFiles.ts'
import type { FindContext } from './layout.ts'
import { layouts } from './layouts.ts'
import { isDiffusersFolder, isRepoFolder, toRepoModel } from './repoFolder.ts'
import { kindOfFolder } from './typedFolders.ts'

export interface FoundModels {
  models: FoundModel[]
  problems: { path: string; reason: string }[]
  /** Folders elsewhere that applications of this root read models from; absolute. */
  suggested: string[]
}

const longestText = 4 * 1024 * 1024

/**
 * Puts the files of a root together to models. Every folder is shown to the layouts, from the top; where none knows it, it is
 * a plain one. Reads small files that say what belongs together (manifests, refs), nothing else.
 *
 * @param options.layout forces the layout of the root itself
 */
export function findModels(options: {
  rootPath: string
  rootName: string
  files: readonly WalkedFile[]
  layout?: LayoutName | undefined
}): FoundModels {
  const { rootPath, rootName, files, layout } = options
  const problems: FoundModels['problems'] = []
  const suggested = new Set<string>()
  const context: FindContext = {
    rootPath,
    readText,
    note: (path, reason) => void problems.push({ path, reason }),
    suggest: (path) => void suggested.add(path),
    findOthers: (folder, hints) => visit(folder, hints ?? {}),
  }
  const root = buildFolders(rootName, files)
  const forced = layouts.find(({ name }) => name === layout)
  const models = forced ? forced.find(root, context) : layout === 'plain' ? plain(root, {}) : visit(root, {})
  return { models: mergeSame(models), problems, suggested: [...suggested] }

  function visit(folder: Folder, hints: LayoutHints): FoundModel[] {
    const known = layouts.find((candidate) => candidate.claims(folder, context))
    if (!known) return plain(folder, hints)
    const found = known.find(folder, context)
    return Object.keys(hints).length === 0
      ? found
      : found.map((model) => ({ ...model, hints: { ...hints, ...model.hints } }))
  }

  function plain(folder: Folder, hints: LayoutHints): FoundModel[] {
    const layoutName = isDiffusersFolder(folder) ? 'diffusers' : 'plain'
    if (layoutName === 'diffusers' || isRepoFolder(folder)) return [toRepoModel(folder, layoutName, folder.name, hints)]
    const kind = kindOfFolder(folder.name)
    const own = { ...hints, ...kind }
    return [
      ...groupFiles(folder, { layout: 'plain', hints: own, forWeights: kind !== undefined }),
      ...foldersOf(folder).flatMap((child) => visit(child, own)),
    ]
  }

  function readText(file: FoundFile): string | undefined {
    try {
      if (file.size <= longestText && lstatSync(file.location).size <= longestText)
        return readFileSync(file.location, 'utf8')
      context.note(file.location, `it is longer than ${longestText} bytes, so it is not read`)
    } catch (error) {
      context.note(file.location, `it cannot be read: ${systemErrorCode(error) ?? String(error)}`)
    }
    return undefined
  }
}

/** The same bytes under several names (hard links, links) are one model; the other names are noted. */
function mergeSame(models: readonly FoundModel[]): FoundModel[] {
  const first = new Map<string, FoundModel>()
  const result: FoundModel[] = []
  for (const model of models) {
    const [main] = model.files
    if (!main) continue
    const key = `${main.device}:${main.inode}:${main.size}:${model.files.length}`
    const same = first.get(key)
    // The layers of Ollama are shared by the tags of a model, and each tag is one of its own.
    if (!same || model.layout === 'ollama' || !isSame(same, model)) {
      if (!same) first.set(key, model)
      result.push(model)
      continue
    }
    same.files = same.files.map((file, index) => {
      const other = model.files[index]
      return other && other.path !== file.path ? { ...file, alsoAt: [...(file.alsoAt ?? []), other.path] } : file
    })
  }
  return result
}

function isSame(one: FoundModel, other: FoundModel): boolean {
  return one.files.every((file, index) => {
    const match = other.files[index]
    return match?.inode === file.inode && match.device === file.device && match.size === file.size
  })
}
