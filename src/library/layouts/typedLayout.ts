import { fileAt, type Folder } from './folder.ts'
import type { LayoutName } from './foundModel.ts'
import type { Layout } from './layout.ts'
import { countNames, findInTypedFolders, findOfKind, kindOfFolder } from './typedFolders.ts'

/**
 * The layout of an application whose folders say what is in them, told from others by how it spells their names.
 *
 * @param options.models names of its folder of models, when the user names the application's folder
 * @param options.signs folders that only this application has; one of them must be there
 * @param options.also folders that are common to several; with one of the signs at least one of these must be there
 * @param options.files files of the application's own folder, of which one must be there when `models` is asked for
 * @param options.beside folders for models beside `models`
 */
export function createTypedLayout(options: {
  name: LayoutName
  models: readonly string[]
  signs: readonly string[]
  also: readonly string[]
  files: readonly string[]
  beside?: readonly string[]
}): Layout {
  const { name, models, signs, also, files, beside = [] } = options
  const isModels = (folder: Folder) => countNames(folder, signs) > 0 && countNames(folder, also) > 0

  function modelsOf(folder: Folder): Folder | undefined {
    if (isModels(folder)) return folder
    const isApplication = files.some((file) => fileAt(folder, file) !== undefined)
    for (const candidate of models) {
      const child = folder.folders.get(candidate)
      if (child && (isModels(child) || (isApplication && countNames(child, signs) > 0))) return child
    }
    return undefined
  }

  return {
    name,
    claims: (folder) => modelsOf(folder) !== undefined,
    find(folder, context) {
      const own = modelsOf(folder) ?? folder
      const found = findInTypedFolders(own, name, context)
      if (own === folder) return found
      const besides = beside.flatMap((child) => folder.folders.get(child) ?? [])
      return [...found, ...besides.flatMap((child) => findOfKind(child, name, kindOfFolder(child.name) ?? {}, context))]
    },
  }
}
