import { readQuantLabel } from './readQuantLabel.ts'

interface ModelFile {
  path: string
  size: number | undefined
}

/** Files that together are one complete set of weights. */
export interface WeightSet {
  paths: string[]
  label: string
  isGguf: boolean
  /** Undefined when the size of one is not known. */
  bytes: number | undefined
}

const weightsExtension = /\.(safetensors|gguf|bin|pt|pth|ckpt|h5|msgpack|onnx|tflite|nemo)$/i
/** What lies beside weights with their extension and is none: optimizer states, calibration data, vision projectors. */
const beside =
  /(?:^|\/)(?:optimizer|scheduler|training_args|rng_state|scaler|trainer_state|random_states|tokenizer|vocab|spiece|sentencepiece)[^/]*$|imatrix|mmproj|(?:^|\/)\.|\.index\./i
/** The parts of a diffusers pipeline, and their like, each in a folder. */
const component =
  /^(?:unet|transformer(?:_\d)?|prior|decoder|text_encoder(?:_\d)?|image_encoder|vae|vqgan|movq|safety_checker|controlnet|vae_[a-z]+|vocoder|text_projection|connectors?)\//

/**
 * The complete sets of weights among a model's files: shards (`-00001-of-00003`) make one, and only when all are there. A
 * pipeline of several folders (`unet/`, `vae/`, …) is one set with the smallest of each folder; files at its root are
 * models by themselves, as are those of folders where the root has none. An adapter cannot be run by itself, so it counts
 * only where there is nothing else.
 */
export function findWeightSets(files: readonly ModelFile[]): WeightSet[] {
  const sets = groupShards(files.filter(({ path }) => weightsExtension.test(path) && !beside.test(path)))
  const runnable = sets.filter((set) => !/(?:^|\/)adapter_model\./.test(set.paths[0] ?? ''))
  return chooseSets(runnable.length > 0 ? runnable : sets, files)
}

function chooseSets(sets: WeightSet[], files: readonly ModelFile[]): WeightSet[] {
  const isPipeline =
    files.some(({ path }) => path === 'model_index.json') || sets.some((set) => inComponent(set, /^unet|^transformer/))
  const atRoot = sets.filter((set) => set.isGguf || !set.paths[0]?.includes('/'))
  if (!isPipeline) return atRoot.length > 0 ? atRoot : sets
  const parts = Map.groupBy(
    sets.filter((set) => !set.isGguf && inComponent(set, component)),
    (set) => set.paths[0]?.split('/')[0] ?? '',
  )
  const whole = joinSets([...parts.values()].map(pickSmallest))
  return whole ? [...atRoot, whole] : atRoot
}

function inComponent(set: WeightSet, folder: RegExp): boolean {
  return folder.test(set.paths[0] ?? '')
}

function groupShards(files: readonly ModelFile[]): WeightSet[] {
  const groups = new Map<string, { files: ModelFile[]; of: number }>()
  for (const file of files) {
    const [shard, count] = /[-_.](?:\d{5}|\d{3})-of-(\d{5}|\d{3})(?=\.)/.exec(file.path) ?? []
    const key = shard === undefined ? file.path : file.path.replace(shard, '')
    const group = groups.get(key) ?? { files: [], of: Number(count ?? 1) }
    group.files.push(file)
    groups.set(key, group)
  }
  return [...groups]
    .filter(([, group]) => group.files.length >= group.of)
    .map(([name, group]) => ({
      paths: group.files.map((file) => file.path),
      label: labelOf(name),
      isGguf: /\.gguf$/i.test(name),
      bytes: addUp(group.files.map((file) => file.size)),
    }))
}

function labelOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  if (extension === 'gguf') return readQuantLabel(path) ?? extension
  return /[-_.](fp16|bf16|fp32|fp8|f16|int8|int4|nf4)(?=[-_.])/i.exec(path)?.[1]?.toLowerCase() ?? extension
}

function pickSmallest(sets: WeightSet[]): WeightSet | undefined {
  return sets.reduce<WeightSet | undefined>(
    (best, set) => (best === undefined || (set.bytes ?? Infinity) < (best.bytes ?? Infinity) ? set : best),
    undefined,
  )
}

function joinSets(parts: (WeightSet | undefined)[]): WeightSet | undefined {
  const sets = parts.filter((part) => part !== undefined)
  if (sets.length === 0) return undefined
  const labels = new Set(sets.map((set) => set.label))
  return {
    paths: sets.flatMap((set) => set.paths),
    label: labels.size === 1 ? (sets[0]?.label ?? '') : 'pipeline',
    isGguf: false,
    bytes: addUp(sets.map((set) => set.bytes)),
  }
}

function addUp(sizes: (number | undefined)[]): number | undefined {
  let sum = 0
  for (const size of sizes) {
    if (size === undefined) return undefined
    sum += size
  }
  return sum > 0 ? sum : undefined
}
