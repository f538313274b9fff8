import { isWeight } from './fileKinds.ts'
import { baseName, fileAt, type Folder, folderAt, foldersOf } from './folder.ts'
import type { FoundModel } from './foundModel.ts'
import { groupFiles } from './groupFiles.ts'
import type { Layout } from './layout.ts'
import { type InvokeaiRecord, readInvokeaiRecords } from './readInvokeaiRecords.ts'
import { holdsWeights, isDiffusersFolder, isRepoFolder, toRepoModel } from './repoFolder.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * InvokeAI: `models/<uuid>/<file or folder>` and `databases/invokeai.db`, which knows the names. The database is opened
 * read-only; without it the names of the files have to do. https://github.com/invoke-ai/InvokeAI, model_install_default.py
 */
export const invokeai: Layout = {
  name: 'invokeai',
  claims: (folder) => {
    if (fileAt(folder, 'databases/invokeai.db') && folder.folders.has('models')) return true
    return foldersOf(folder).some(({ name, files }) => uuid.test(name) && files.length > 0)
  },
  find(folder, context) {
    const models = folderAt(folder, 'models') ?? folder
    const database = fileAt(folder, 'databases/invokeai.db')
    const records = database ? readInvokeaiRecords(database.location, context) : new Map<string, InvokeaiRecord>()
    return foldersOf(models).flatMap((child) => {
      const record = records.get(child.name)
      const found = uuid.test(child.name) ? findModel(child) : context.findOthers(child)
      return record
        ? found.map((model) => ({ ...model, name: record.name, hints: { ...model.hints, ...record.hints } }))
        : found
    })
  },
}

/** What lies in a folder that is named by a key. */
function findModel(folder: Folder): FoundModel[] {
  const layout = 'invokeai'
  if (isDiffusersFolder(folder) || isRepoFolder(folder)) return [toRepoModel(folder, layout, folder.name, {})]
  if (folder.files.some((file) => isWeight(baseName(file), true)))
    return groupFiles(folder, { layout, forWeights: true })
  return foldersOf(folder)
    .filter(holdsWeights)
    .map((child) => toRepoModel(child, layout, child.name, isDiffusersFolder(child) ? { subtype: 'diffusers' } : {}))
}
