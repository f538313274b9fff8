import { isUnfinished } from './fileKinds.ts'
import { baseName, type Folder, foldersOf } from './folder.ts'
import type { FoundModel } from './foundModel.ts'
import { groupFiles } from './groupFiles.ts'
import type { Layout } from './layout.ts'

/**
 * GPT4All: `*.gguf` and `*.rmodel` in one folder and below; `incomplete-*` are downloads. An `.rmodel` is the address of a
 * service and has no weights. https://github.com/nomic-ai/gpt4all, modellist.cpp
 */
export const gpt4all: Layout = {
  name: 'gpt4all',
  claims: (folder) => {
    const names = folder.files.map(baseName)
    const told = /^gpt4all$/i.test(folder.name) || names.some((name) => /\.rmodel$|^gpt4all-.*\.gguf$/i.test(name))
    return told && names.some((name) => /\.gguf$/i.test(name) && !isUnfinished(name))
  },
  find: (folder) => find(folder),
}

function find(folder: Folder): FoundModel[] {
  const ggufs = { ...folder, files: folder.files.filter((file) => !/\.rmodel$/i.test(file.path)) }
  return [
    ...groupFiles(ggufs, { layout: 'gpt4all', hints: { type: 'llm', subtype: 'full' } }),
    ...foldersOf(folder).flatMap(find),
  ]
}
