import { isWeight } from './fileKinds.ts'
import { baseName, filesBelow, type Folder, foldersOf } from './folder.ts'
import type { FoundModel, LayoutName } from './foundModel.ts'
import type { FindContext } from './layout.ts'
import { holdsWeights, isDiffusersFolder, isRepoFolder, toRepoModel } from './repoFolder.ts'
import { kindOfFolder } from './typedFolders.ts'

/** True when the folder holds `<publisher>/<model>/` and nothing else, each model being one as a whole. */
export function isPublisherTree(folder: Folder, isModel: (model: Folder) => boolean): boolean {
  if (folder.files.some((file) => isWeight(baseName(file)))) return false
  let models = 0
  for (const publisher of foldersOf(folder)) {
    if (!holdsWeights(publisher)) continue
    if (kindOfFolder(publisher.name) || publisher.files.some((file) => isWeight(baseName(file)))) return false
    for (const model of foldersOf(publisher)) {
      if (!holdsWeights(model)) continue
      if (!isModel(model)) return false
      models++
    }
  }
  return models > 0
}

/** True for a folder that is a model as a repository has it. */
export function isModelFolder(folder: Folder): boolean {
  return isRepoFolder(folder) || isDiffusersFolder(folder)
}

/** True for a folder whose weights are all GGUF. */
export function isGgufFolder(folder: Folder): boolean {
  const weights = [...filesBelow(folder)].filter((file) => isWeight(baseName(file)))
  return weights.length > 0 && weights.every((file) => /\.gguf$/i.test(file.path))
}

/** Each `<publisher>/<model>/` as a model. */
export function findByPublisher(folder: Folder, layout: LayoutName, context: FindContext): FoundModel[] {
  return foldersOf(folder).flatMap((publisher) =>
    foldersOf(publisher).flatMap((model) => {
      if (!holdsWeights(model)) return []
      const repoId = `${publisher.name}/${model.name}`
      const hints = { publisher: publisher.name, repo: { source: 'huggingface', repoId } } as const
      return isModelFolder(model) || isGgufFolder(model)
        ? [toRepoModel(model, layout, repoId, hints)]
        : context.findOthers(model, { publisher: publisher.name })
    }),
  )
}
