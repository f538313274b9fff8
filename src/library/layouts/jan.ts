import { isAbsolute, join, relative, sep } from 'node:path'

import { isWeight } from './fileKinds.ts'
import { baseName, fileAt, filesBelow, type Folder, folderAt, foldersBelow } from './folder.ts'
import type { FoundFile, FoundModel } from './foundModel.ts'
import type { FindContext, Layout } from './layout.ts'
import { readPlainYaml } from './readPlainYaml.ts'

/**
 * Jan: `<data>/<engine>/models/<id…>/model.yml`; `model_path` in it is relative to the data folder, or absolute. The first
 * model.yml on the way down is the model. https://github.com/janhq/jan
 */
export const jan: Layout = {
  name: 'jan',
  claims: (folder) => modelFolders(folder).length > 0,
  find: (folder, context) =>
    modelFolders(folder).flatMap(({ models, data }) =>
      [...outermost(models)].flatMap((model) => readModel(model, models, data, context)),
    ),
}

/** Folders of models, each with the data folder that paths are relative to. */
function modelFolders(folder: Folder): { models: Folder; data: Folder | undefined }[] {
  const found: { models: Folder; data: Folder | undefined }[] = []
  for (const engine of folder.folders.values()) {
    const models = engine.folders.get('models')
    if (models && hasModelYml(models)) found.push({ models, data: folder })
  }
  if (found.length > 0) return found
  const own = folder.folders.get('models')
  if (own && hasModelYml(own)) return [{ models: own, data: undefined }]
  return folder.name === 'models' && hasModelYml(folder) ? [{ models: folder, data: undefined }] : []
}

function hasModelYml(folder: Folder): boolean {
  return [...foldersBelow(folder)].some((below) => fileAt(below, 'model.yml') !== undefined)
}

function* outermost(folder: Folder): Generator<Folder, void, undefined> {
  if (fileAt(folder, 'model.yml')) {
    yield folder
    return
  }
  for (const child of folder.folders.values()) yield* outermost(child)
}

function readModel(folder: Folder, models: Folder, data: Folder | undefined, context: FindContext): FoundModel[] {
  const yml = fileAt(folder, 'model.yml')
  const text = yml && context.readText(yml)
  if (!yml || text === undefined) return []
  const values = readPlainYaml(text)
  const files: FoundFile[] = []
  for (const key of ['model_path', 'mmproj_path']) {
    const path = values[key]
    if (typeof path !== 'string' || path === '') continue
    const file = findTold(path, data, context)
    if (file) files.push(file)
  }
  // An older data folder, or paths of a drive that has another name now: the files lie beside model.yml.
  if (files.length === 0) files.push(...[...filesBelow(folder)].filter((file) => isWeight(baseName(file))))
  if (files.length === 0) {
    context.note(yml.location, 'the model that it names is not in this root')
    return []
  }
  const id = folder.path.slice(models.path.length + 1)
  const name = values['name']
  const [publisher, ...rest] = id.split('/')
  return [
    {
      layout: 'jan',
      path: folder.path,
      name: typeof name === 'string' && name !== '' ? name : id,
      files,
      sidecars: [yml],
      hints: { type: 'llm', ...(publisher !== undefined && rest.length > 0 ? { publisher } : {}) },
    },
  ]

  function findTold(path: string, dataFolder: Folder | undefined, { rootPath }: FindContext): FoundFile | undefined {
    if (!isAbsolute(path)) {
      return (dataFolder && fileAt(dataFolder, path)) ?? fileAt(folder, path.slice(path.lastIndexOf('/') + 1))
    }
    const below = relative(join(rootPath, folder.path), path).split(sep).join('/')
    return below.startsWith('..') ? undefined : (fileAt(folder, below) ?? folderAt(folder, below)?.files[0])
  }
}
