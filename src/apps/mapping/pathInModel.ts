import { posix } from 'node:path'

import type { LibraryFile, LibraryModel } from '../../library/library.ts'

const folders = new WeakMap<LibraryModel, string>()

/** How Ollama names what it keeps, by its bytes. */
const blobName = /(?:^|\/)sha256[-:][0-9a-f]{64}$/

/**
 * A file's path within its model. Files in place are known by their path below the root, which begins with the model's
 * folder. Ollama's weights, which are GGUF, are called by the model; its other layers (templates, licenses) are hidden
 * files to other applications.
 */
export function pathInModel(model: LibraryModel, file: LibraryFile): string {
  if (model.storage === 'shelved') return file.path
  if (blobName.test(file.path)) {
    const isWeights = (file.subtype ?? model.subtype) === 'full'
    return isWeights ? `${model.modelId}.gguf` : `.${posix.basename(file.path)}`
  }
  let folder = folders.get(model)
  if (folder === undefined) {
    folder = commonFolder(model.files.map(({ path }) => path))
    folders.set(model, folder)
  }
  return folder === '' ? file.path : file.path.slice(folder.length + 1)
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...rest] = paths.map((path) => posix.dirname(path).split('/'))
  const shared = rest.reduce((common, parts) => {
    const end = common.findIndex((part, index) => part !== parts[index])
    return end < 0 ? common : common.slice(0, end)
  }, first)
  return shared[0] === '.' ? '' : shared.join('/')
}
