import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'

/** What a repo's files look like. */
export type RepoKind =
  | 'gguf'
  | 'adapter'
  | 'diffusers'
  | 'image-lora'
  | 'single-file-image'
  | 'sentence-transformers'
  | 'transformers'
  | 'robot'
  | 'onnx'
  | 'keras'
  | 'pickle'
  | 'bare'

/** Tells from tags and library which files a repo holds. */
export function repoKind(record: HuggingFaceRecord): RepoKind {
  const words = new Set([...record.tags, record.library_name ?? ''])
  const has = (...names: string[]) => names.some((name) => words.has(name))
  if (has('gguf', 'llama.cpp', 'llama-cpp') || record.gguf) return 'gguf'
  const isImage = has('diffusers', 'diffusion-single-file', 'text-to-image', 'text-to-video', 'image-to-image')
  if (isImage && has('lora')) return 'image-lora'
  if (has('peft', 'lora', 'adapter')) return 'adapter'
  if (has('diffusion-single-file', 'comfyui')) return 'single-file-image'
  if (record.library_name === 'diffusers' || has('diffusers')) return 'diffusers'
  if (has('sentence-transformers')) return 'sentence-transformers'
  if (has('lerobot')) return 'robot'
  if (has('keras', 'tf-keras', 'kerasformers')) return 'keras'
  if (has('transformers', 'mlx', 'vllm', 'safetensors', 'pytorch') || record.safetensors) return 'transformers'
  if (has('onnx', 'onnxruntime', 'transformers.js')) return 'onnx'
  if (has('sklearn', 'scikit-learn', 'stable-baselines3', 'ultralytics', 'timm', 'nemo')) return 'pickle'
  return 'bare'
}

/** Number of weights: told by the record, or read from the name (`Aurora-7B`), or undefined. */
export function parameterCount(record: HuggingFaceRecord): number | undefined {
  const told = record.safetensors?.total ?? record.gguf?.total
  if (told !== undefined && told > 0) return told
  const [, number, unit] = /(?:^|[-_/])(\d+(?:\.\d+)?)\s*([bm])(?:$|[-_.])/i.exec(record.id) ?? []
  if (number === undefined || unit === undefined) return undefined
  return Number(number) * (unit.toLowerCase() === 'b' ? 1e9 : 1e6)
}

/** The task, from the field or from a tag. */
export function taskOf(record: HuggingFaceRecord): string | undefined {
  return record.pipeline_tag ?? record.tags.find((tag) => /^(?:text-generation|text-to-image|fill-mask)$/.test(tag))
}

/** The part of the id after the owner. */
export function nameOf(record: HuggingFaceRecord): string {
  return record.id.slice(record.id.indexOf('/') + 1)
}
