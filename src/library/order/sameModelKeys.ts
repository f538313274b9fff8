import type { LibraryModel } from '../library.ts'

/** What says nothing of which model it is: formats, quantizations, precisions, shards. */
const formatWords =
  /[-_. ](?:gguf|ggml|safetensors|onnx|awq|gptq|exl2|mlx|int[48]|fp8|fp16|fp32|bf16|f16|f32|(?:i?q\d+(?:_[a-z0-9]+)*)|\d+bit|4bit|8bit|pruned|ema(?:only)?|\d{5}-of-\d{5})(?=$|[-_. ])/gi

/** A name that says how large the model is: `night-7b`, `smol-135m`. */
const sizeWord = /[a-z].*(?:^|[-_. ])\d+(?:\.\d+)?[bm](?=$|[-_. ])/

/**
 * Names under which a model in another format would be known too: what it was identified as, or where that is not known
 * its name without format words, together with its number of parameters unless the name says that.
 */
export function sameModelKeys(
  model: Pick<LibraryModel, 'officialName' | 'parameters' | 'identified' | 'source' | 'repoId'>,
): string[] {
  const { identified } = model
  if (identified?.version_id !== undefined) return [`${identified.source} version ${identified.version_id}`]
  if (identified?.repo_id !== undefined) return [`${identified.source} ${identified.repo_id}`]
  const name = stem(model.officialName)
  if (sizeWord.test(name)) return [name]
  if (model.parameters === undefined || name.length < 4) return []
  return [`${name}, ${model.parameters} parameters`]
}

/** `TheBloke/Llama-2-7B-GGUF` → `llama-2-7b`. */
export function stem(officialName: string): string {
  let name = (officialName.split('/').at(-1) ?? officialName).replace(/\.(?:safetensors|gguf|ckpt|pth?|bin|onnx)$/i, '')
  for (let before = ''; before !== name;) {
    before = name
    name = name.replace(formatWords, '')
  }
  return name.toLowerCase()
}
