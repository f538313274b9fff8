import { posix } from 'node:path'

import type { FoundFile } from '../layouts/foundModel.ts'

const weights = /\.(?:ckpt|pt|pt2|bin|pth|safetensors|pkl|sft|gguf|onnx)$/i
// What trainers leave beside the weights.
const leftovers = /^(?:optimizer|scheduler|scaler|training_args|rng_state.*|random_states.*)\.(?:bin|pth?|pkl)$/i
const shard = /^(.*)-\d{5}-of-\d{5}(\.[a-z0-9]+)$/i

/** True for files that hold weights of the model, and not what a trainer left. */
export function isWeightFile(path: string): boolean {
  return weights.test(path) && !leftovers.test(posix.basename(path))
}

/** The name that all shards of one set share; undefined for a file that is whole. */
export function shardSetOf(path: string): string | undefined {
  const [, stem, extension] = shard.exec(path) ?? []
  return stem === undefined ? undefined : `${stem}${extension}`
}

/** Weight files, largest first, in the sets that belong together. */
export function groupWeights(files: readonly FoundFile[]): FoundFile[][] {
  const found = files.filter(({ path }) => isWeightFile(path))
  if (found.length === 1) return [found]
  const sets = Map.groupBy(found, ({ path }) => shardSetOf(path) ?? path)
  const size = (set: readonly FoundFile[]) => set.reduce((sum, file) => sum + file.size, 0)
  return [...sets.values()].sort((a, b) => size(b) - size(a))
}
