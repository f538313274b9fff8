import { type Folder, folderAt } from './folder.ts'
import type { Layout } from './layout.ts'
import { findByPublisher, isGgufFolder, isModelFolder, isPublisherTree } from './publisherFolders.ts'

/**
 * LM Studio: `models/<publisher>/<model>/<file>.gguf`, exactly two folders deep; MLX models are repositories.
 * https://lmstudio.ai/docs/app/basics/import-model
 */
export const lmStudio: Layout = {
  name: 'lm-studio',
  claims: (folder) => modelsOf(folder) !== undefined,
  find: (folder, context) => findByPublisher(modelsOf(folder) ?? folder, 'lm-studio', context),
}

function modelsOf(folder: Folder): Folder | undefined {
  const isModels = (models: Folder) =>
    isPublisherTree(models, (model) => isGgufFolder(model) || isModelFolder(model)) && hasGguf(models)
  if (isModels(folder)) return folder
  // ~/.lmstudio and ~/.cache/lm-studio
  const models = /^\.?lm-?studio$/i.test(folder.name) ? folderAt(folder, 'models') : undefined
  return models && isModels(models) ? models : undefined
}

function hasGguf(models: Folder): boolean {
  return [...models.folders.values()].some((publisher) => [...publisher.folders.values()].some(isGgufFolder))
}
