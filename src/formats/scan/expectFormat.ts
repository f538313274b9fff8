import type { FileFormat } from '../detectFormat.ts'

/** Formats that a file's ending promises; a name that is not here promises nothing. */
const promised: Record<string, readonly FileFormat[] | undefined> = {
  safetensors: ['safetensors'],
  sft: ['safetensors'],
  gguf: ['gguf'],
  onnx: ['onnx'],
  npy: ['npy'],
  npz: ['npz', 'zip'],
  keras: ['keras', 'zip'],
  h5: ['hdf5'],
  hdf5: ['hdf5'],
}

/** Endings of files that programs unpickle. A file of another known format under such a name is a harmless mistake. */
const pickled = new Set(['pkl', 'pickle', 'pck', 'pt', 'pth', 'ckpt', 'joblib', 'dill', 'pt2', 'mar'])

/** The ending of a name if it promises something, in lower case, else nothing: all of a name that a scan looks at. */
export function promisingEnding(name: string): string {
  const ending = endingOf(name)
  return pickled.has(ending) || promised[ending] ? ending : ''
}

function endingOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** Whether programs would unpickle a file of this name. */
export function looksLikePickleName(name: string): boolean {
  return pickled.has(endingOf(name))
}

/** Why the name does not fit the format; undefined when it does. */
export function misnamed(name: string, format: FileFormat): string | undefined {
  const ending = endingOf(name)
  const expected = promised[ending]
  if (expected && !expected.includes(format)) {
    return format === 'other' ? `it is named .${ending} and is none` : `it is named .${ending} and is ${format}`
  }
  return pickled.has(ending) && format === 'other' ? `it is named .${ending} and is no pickle` : undefined
}
