const formats: Record<string, string> = {
  safetensors: 'safetensors',
  sft: 'safetensors',
  gguf: 'gguf',
  ggml: 'ggml',
  onnx: 'onnx',
  ckpt: 'pickle',
  pt: 'pickle',
  pt2: 'pickle',
  pth: 'pickle',
  bin: 'pickle',
  pkl: 'pickle',
  h5: 'keras',
  keras: 'keras',
  msgpack: 'flax',
  tflite: 'tflite',
}

/** The format of a weight file by its ending; `other` for configs, tokenizers and the like. */
export function fileFormat(path: string): string {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return formats[ending] ?? 'other'
}
