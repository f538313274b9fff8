/** What the bytes of a made file are. */
export type FileKind =
  | 'empty'
  | 'safetensors'
  | 'gguf'
  | 'torch'
  | 'pickle'
  | 'onnx'
  | 'zip'
  | 'png'
  | 'json'
  | 'readme'
  | 'text'
  | 'noise'

const kindByExtension: Readonly<Record<string, FileKind>> = {
  safetensors: 'safetensors',
  sft: 'safetensors',
  gguf: 'gguf',
  bin: 'torch',
  pt: 'torch',
  pth: 'torch',
  ckpt: 'torch',
  pkl: 'pickle',
  pickle: 'pickle',
  onnx: 'onnx',
  zip: 'zip',
  keras: 'zip',
  png: 'png',
  json: 'json',
}

const textExtension =
  /^(?:md|txt|py|ya?ml|sh|log|csv|tsv|jinja|cfg|ini|toml|gin|jsonl|html?|c|cpp|h|hpp|cu|cuh|rs|js|ts|gitattributes|gitignore|license)$/

/** Tells the kind by file name, and by the size where the record says that the file is empty. */
export function fileKind(path: string, knownSize?: number): FileKind {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (knownSize === 0 || name === '.gitkeep' || name === '__init__.py') return 'empty'
  if (name === 'readme.md') return 'readme'
  const extension = name.slice(name.lastIndexOf('.') + 1)
  return kindByExtension[extension] ?? (textExtension.test(extension) ? 'text' : 'noise')
}

// The patterns of the .gitattributes that Hugging Face puts into each new repo.
const lfsName =
  /\.(?:7z|arrow|bin|bz2|ckpt|ftz|gguf|gz|h5|joblib|keras|lfs\..*|mlmodel|model|msgpack|npy|npz|onnx|ot|parquet|pb|pickle|pkl|pt|pth|rar|safetensors|sft|tar|tflite|tgz|wasm|xz|zip|zst)$|tfevents/i

/** True for files that git keeps as LFS pointers: by name, or above 10 MB. */
export function isLfs(path: string, size: number): boolean {
  return size > 10_000_000 || (size > 0 && lfsName.test(path))
}
