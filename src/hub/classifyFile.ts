import { basename, extname } from 'node:path'

/** What a file of a model is for. */
export type FileType = 'model' | 'config' | 'tokenizer' | 'other'

const modelExtensions = new Set(
  '.safetensors .gguf .ggml .bin .pt .pth .ckpt .pkl .onnx .onnx_data .h5 .keras .msgpack .tflite .npz .mlmodel .engine .nemo .llamafile'.split(
    ' ',
  ),
)
const configExtensions = new Set(['.json', '.yaml', '.yml', '.toml', '.cfg', '.ini'])
const tokenizerName =
  /^(?:tokenizer|vocab|merges|special_tokens|added_tokens|sentencepiece|spiece|source\.spm|target\.spm)/

/** Sorts a file by its name alone. */
export function classifyFile(path: string): FileType {
  const name = basename(path).toLowerCase()
  const extension = extname(name)
  if (modelExtensions.has(extension)) return 'model'
  if (tokenizerName.test(name) || extension === '.spm' || extension === '.tiktoken') return 'tokenizer'
  return configExtensions.has(extension) ? 'config' : 'other'
}
