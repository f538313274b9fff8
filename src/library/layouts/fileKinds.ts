/* What a file is by its name. One home for the endings that the layouts know. */

/** Endings that only weights have; of ComfyUI's folder_paths.py, Forge, llama.cpp, GPT4All and onnxruntime. */
const weights = /\.(?:safetensors|sft|ckpt|pt|pt2|pth|gguf|ggml|onnx|rmodel|patch)$/i
/** Endings that weights share with other things; taken for weights where a layout says that weights are here. */
const maybeWeights = /\.(?:bin|pkl|engine|h5|msgpack|tflite)$/i
const namedWeights =
  /^(?:pytorch_model|diffusion_pytorch_model|adapter_model|model|open_clip_pytorch_model|consolidated).*\.(?:bin|h5|msgpack)$/i
/** Left by trainers beside the weights. */
const leftovers = /^(?:optimizer|scheduler|scaler|training_args|rng_state.*|random_states.*)\.(?:bin|pth?|pkl)$/i

/** Downloads that are under way or were cut off: of Jan, GPT4All, llama.cpp, browsers, aria2, Weighthouse, LM Studio. */
const unfinished =
  /^incomplete-|\.(?:part|partial|downloading|downloadInProgress|incomplete|crdownload|download|aria2|tmp)$/i

/** True for weights; in a folder for weights also for endings that other things have too. */
export function isWeight(name: string, inFolderForWeights = false): boolean {
  if (leftovers.test(name)) return false
  return weights.test(name) || namedWeights.test(name) || (inFolderForWeights && maybeWeights.test(name))
}

/** True for what a download left that has not come to its end. */
export function isUnfinished(name: string): boolean {
  return unfinished.test(name)
}

/** `model-00002-of-00005.safetensors`: which files are parts of one. */
export function shardOf(name: string): { stem: string; number: number; count: number } | undefined {
  const [, stem, number, count] = /^(.*)[-.](\d{5})-of-(\d{5})\.[A-Za-z0-9]+$/.exec(name) ?? []
  if (stem === undefined) return undefined
  return { stem, number: Number(number), count: Number(count) }
}

/** The name without its ending. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? name : name.slice(0, dot)
}

/**
 * What stands after the stem of a weight file in the names of its sidecars: metadata of CivitAI Helper, StabilityMatrix,
 * LoRA Manager, A1111 and SwarmUI, configs, and pictures.
 */
const sidecarEndings =
  /^(?:\.(?:civitai\.info|cm-info\.json|metadata\.json|swarm\.json|api_info\.json|json|ya?ml|txt|html|sha256|md|description\.txt|(?:preview\.|thumb\.)?(?:png|jpe?g|webp|gif|mp4|webm)|preview\.\d+\.(?:png|jpe?g|webp)))$/i

/** True when the file says something of the weights with this stem. */
export function isSidecarOf(name: string, stem: string): boolean {
  return name.startsWith(stem) && sidecarEndings.test(name.slice(stem.length))
}

/** Files of a repository that a program needs beside the weights, or that say what it is. */
const configs =
  /^(?:.*config.*\.json|model_index\.json|tokenizer.*|vocab.*|merges\.txt|special_tokens_map\.json|added_tokens\.json|.*\.index\.json|chat_template.*|.*\.model|.*\.tiktoken|params\.json|.*\.py|README\.md|LICENSE.*|modules\.json|.*\.jinja)$/i

export function isConfig(name: string): boolean {
  return configs.test(name)
}
