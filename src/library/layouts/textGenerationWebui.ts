import { isWeight } from './fileKinds.ts'
import { baseName, fileAt, type Folder, folderAt, foldersOf } from './folder.ts'
import type { FoundModel, LayoutHints } from './foundModel.ts'
import { groupFiles } from './groupFiles.ts'
import type { Layout } from './layout.ts'
import { holdsWeights, toRepoModel } from './repoFolder.ts'

/**
 * text-generation-webui: `user_data/models` and `user_data/loras` (`models` and `loras` of the application before 2025),
 * each a file or a folder that is a model. A folder `owner_name` is what its downloader makes of owner/name.
 * https://github.com/oobabooga/text-generation-webui, download-model.py
 */
export const textGenerationWebui: Layout = {
  name: 'text-generation-webui',
  claims: (folder) => dataOf(folder) !== undefined,
  find(folder) {
    const data = dataOf(folder) ?? folder
    return [
      ...find(data.folders.get('models'), { type: 'llm', subtype: 'full' }),
      ...find(data.folders.get('loras'), { type: 'llm', subtype: 'loras' }),
    ]
  },
}

function dataOf(folder: Folder): Folder | undefined {
  const candidates = [folderAt(folder, 'user_data'), folder]
  return candidates.find(
    (data) =>
      data !== undefined &&
      (data.folders.has('models') || data.folders.has('loras')) &&
      (['characters', 'presets', 'instruction-templates', 'training'].some((name) => data.folders.has(name)) ||
        fileAt(folder, 'one_click.py') !== undefined ||
        fileAt(folder, 'download-model.py') !== undefined ||
        data.name === 'user_data'),
  )
}

function find(folder: Folder | undefined, hints: LayoutHints): FoundModel[] {
  if (!folder) return []
  return [
    ...groupFiles(folder, { layout: 'text-generation-webui', hints }),
    ...foldersOf(folder)
      .filter((child) => holdsWeights(child) || child.files.some((file) => isWeight(baseName(file), true)))
      .map((child) => toRepoModel(child, 'text-generation-webui', child.name, hints)),
  ]
}
