import { isConfig, isSidecarOf, isUnfinished, isWeight, shardOf, stemOf } from './fileKinds.ts'
import { baseName, fileAt, filesBelow, type Folder, foldersOf } from './folder.ts'
import type { FoundFile, FoundModel, LayoutHints, LayoutName } from './foundModel.ts'

const mainNames =
  /^(?:model|pytorch_model|tf_model|flax_model|adapter_model|diffusion_pytorch_model|open_clip_model|open_clip_pytorch_model|consolidated|ggml-model|rust_model)\b|^consolidated/i

/** True for a tree of folders as diffusers reads it: model_index.json beside the parts. */
export function isDiffusersFolder(folder: Folder): boolean {
  return fileAt(folder, 'model_index.json') !== undefined && folder.folders.size > 0
}

/**
 * True for a folder that is one model as a repository has it: a config beside weights with the names that libraries give
 * them, or weights in numbered parts with their index.
 */
export function isRepoFolder(folder: Folder): boolean {
  const names = folder.files.map(baseName)
  const weights = names.filter((name) => isWeight(name, true) && !isUnfinished(name))
  if (weights.length === 0) return onnxOnly(folder, names)
  const hasConfig = names.some((name) => /^(?:config|adapter_config|params|model_index)\.json$/.test(name))
  const hasIndex = names.some((name) => name.endsWith('.index.json'))
  const hasShards = weights.some((name) => shardOf(name) !== undefined)
  if (hasIndex && hasShards) return true
  return hasConfig && (hasShards || weights.some((name) => mainNames.test(name)) || weights.length === 1)
}

/** A repository whose weights lie in `onnx/` only, as those for browsers do. */
function onnxOnly(folder: Folder, names: readonly string[]): boolean {
  return (
    names.includes('config.json') &&
    (folder.folders.get('onnx')?.files.some((file) => isWeight(baseName(file))) ?? false)
  )
}

/** A folder and everything below as one model. */
export function toRepoModel(folder: Folder, layout: LayoutName, name: string, hints: LayoutHints): FoundModel {
  const files: FoundFile[] = []
  const rest: FoundFile[] = []
  for (const file of filesBelow(folder)) {
    const fileName = baseName(file)
    if (isUnfinished(fileName)) continue
    if (isWeight(fileName, true)) files.push(file)
    else if (isConfig(fileName)) rest.push(file)
  }
  const stems = [...new Set([folder.name, ...files.map((file) => stemOf(baseName(file)))])]
  const sidecars = folder.files.filter((file) => {
    const fileName = baseName(file)
    return !files.includes(file) && !rest.includes(file) && stems.some((stem) => isSidecarOf(fileName, stem))
  })
  return { layout, path: folder.path === '' ? '.' : folder.path, name, files: [...files, ...rest], sidecars, hints }
}

/** True when weights lie in the folder or below. */
export function holdsWeights(folder: Folder): boolean {
  return folder.files.some((file) => isWeight(baseName(file))) || foldersOf(folder).some(holdsWeights)
}
