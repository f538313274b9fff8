import type { WalkedFile } from '../walk/createRootWalker.ts'
import { isSidecarOf, isUnfinished, isWeight, shardOf, stemOf } from './fileKinds.ts'
import { baseName, type Folder } from './folder.ts'
import type { FoundFile, FoundModel, LayoutHints, LayoutName } from './foundModel.ts'

export interface GroupOptions {
  layout: LayoutName
  hints?: LayoutHints
  /** The folder is one for weights, so that endings such as `.bin` mean weights. */
  forWeights?: boolean
}

/**
 * The models of one folder's own files: each weight file is one, with its sidecars; the parts of one that was cut into
 * several (`-00001-of-00005`) are one; a projector (`mmproj-…gguf`) belongs to the only other GGUF.
 */
export function groupFiles(folder: Folder, { layout, hints = {}, forWeights = false }: GroupOptions): FoundModel[] {
  const unfinishedNames = new Set(folder.files.map(baseName).filter((name) => name.endsWith('.aria2')))
  const weights: WalkedFile[] = []
  const others: WalkedFile[] = []
  for (const file of folder.files) {
    const name = baseName(file)
    if (isUnfinished(name) || unfinishedNames.has(`${name}.aria2`)) continue
    if (isWeight(name, forWeights)) weights.push(file)
    else others.push(file)
  }
  const groups = Map.groupBy(weights, (file) => {
    const name = baseName(file)
    const shard = shardOf(name)
    return shard ? `${shard.stem}-of-${shard.count}` : name
  })
  const sidecars = sortSidecars(others)
  const models = [...groups.values()].map((files) => toModel(files, sidecars, layout, hints))
  return attachProjector(models)
}

/** Files that are no weights, by the part of the name before the first dot, so that each is looked at for few stems. */
function sortSidecars(files: readonly WalkedFile[]): Map<string, WalkedFile[]> {
  return Map.groupBy(files, (file) => firstPart(baseName(file)))
}

function firstPart(name: string): string {
  const dot = name.indexOf('.', 1)
  return dot < 0 ? name : name.slice(0, dot)
}

function toModel(
  files: FoundFile[],
  sidecars: ReadonlyMap<string, FoundFile[]>,
  layout: LayoutName,
  hints: LayoutHints,
): FoundModel {
  const [first] = files
  if (!first) throw new Error('A group of no files')
  const name = baseName(first)
  const shard = shardOf(name)
  const stem = shard?.stem ?? stemOf(name)
  const beside = (sidecars.get(firstPart(stem)) ?? []).filter((file) => isSidecarOf(baseName(file), stem))
  const index =
    shard && (sidecars.get(firstPart(name)) ?? []).find((file) => baseName(file) === `${stem}.safetensors.index.json`)
  return {
    layout,
    path: first.path,
    name: stem,
    files: index ? [...files, index] : files,
    sidecars: beside.filter((file) => file !== index),
    hints,
  }
}

function isProjector({ path }: { path: string }): boolean {
  return /^mmproj|[.-]mmproj[.-]/i.test(path.slice(path.lastIndexOf('/') + 1))
}

function attachProjector(models: FoundModel[]): FoundModel[] {
  const projectors = models.filter(isProjector)
  const ggufs = models.filter((model) => /\.gguf$/i.test(model.path) && !isProjector(model))
  const [only, another] = ggufs
  if (projectors.length === 0 || !only || another) return models
  only.files.push(...projectors.flatMap(({ files }) => files))
  return models.filter((model) => !projectors.includes(model))
}
