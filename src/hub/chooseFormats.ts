/** Which of a model's files are weights of a kind that is not wanted, with the reason. */
export interface FormatChoice {
  /** Names of quantizations, as file names have them (`Q4_K_M`), upper or lower case; empty: all. */
  quants?: readonly string[] | undefined
  /** Take every format; else pickle and the like are left out where safetensors have the same weights. */
  allFormats?: boolean | undefined
}

const weights = /\.(?:safetensors|gguf|bin|pt|pth|ckpt|pkl|h5|msgpack|ot|onnx|tflite)$/i
const shard = /-\d{5}-of-\d{5}$/
/** As llama.cpp and those who publish its files write them; a word of the name. */
const quantization =
  /(?:^|[-._])((?:UD-)?(?:I?Q\d(?:_[0-9A-Z]+)*|TQ\d_\d|MXFP4(?:_MOE)?|BF16|F16|FP16|F32|FP32))(?=$|[-._])/gi
/** What other frameworks call the weights that `model.safetensors` has, too. */
const sameWeights = /^(?:pytorch_model|diffusion_pytorch_model|adapter_model|model|tf_model|flax_model|rust_model)$/i
const others = /\.(?:bin|pt|pth|ckpt|pkl|h5|msgpack|ot)$/i

/** The quantization that a GGUF file's name tells, in upper case; undefined when it tells none. */
export function readQuantization(path: string): string | undefined {
  const name = stemOf(path).replace(shard, '')
  const found = [...name.matchAll(quantization)].at(-1)?.[1]
  // A folder by the name of a quantization, as large models have them.
  return (
    found ??
    folderOf(path)
      .split('/')
      .at(-1)
      ?.match(new RegExp(`^${quantization.source}$`, 'i'))?.[1]
  )?.toUpperCase()
}

/**
 * Tells which files are left out, and why: quantizations that nobody asked for, and pickle beside safetensors of the same
 * weights. Everything that is no weights is taken.
 */
export function chooseFormats<File extends { path: string }>(
  files: readonly File[],
  { quants = [], allFormats = false }: FormatChoice,
): Map<File, string> {
  const out = new Map<File, string>()
  const wanted = new Set(quants.map((quant) => quant.toUpperCase()))
  const safe = new Map<string, Set<string>>()
  for (const { path } of files) {
    if (!/\.safetensors$/i.test(path)) continue
    const stems = safe.get(folderOf(path)) ?? new Set()
    safe.set(folderOf(path), stems.add(stemOf(path).replace(shard, '').toLowerCase()))
  }
  for (const file of files) {
    const { path } = file
    const stems = safe.get(folderOf(path))
    const stem = stemOf(path).replace(shard, '')
    if (wanted.size > 0 && weights.test(path) && !isProjector(path)) {
      const quant = /\.gguf$/i.test(path) ? readQuantization(path) : undefined
      if (quant === undefined || !wanted.has(quant))
        out.set(file, quant ? `quantization ${quant}` : 'not of the quantization')
    } else if (!allFormats && stems && isOther(path, stem, stems)) {
      out.set(file, 'the safetensors have the same weights')
    }
  }
  return out
}

/** The quantizations that there are, for a message. */
export function listQuantizations(files: readonly { path: string }[]): string[] {
  const found = files.filter(({ path }) => /\.gguf$/i.test(path)).map(({ path }) => readQuantization(path))
  return [...new Set(found.filter((quant) => quant !== undefined))].sort()
}

function isOther(path: string, stem: string, safe: ReadonlySet<string>): boolean {
  const index = /\.(?:bin|h5|msgpack)\.index\.json$/i
  if (index.test(path)) return sameWeights.test(stem.replace(/\.(?:bin|h5|msgpack)\.index$/i, ''))
  if (!others.test(path)) return false
  return safe.has(stem.toLowerCase()) || (sameWeights.test(stem) && [...safe].some((name) => sameWeights.test(name)))
}

/** The vision part of a GGUF model, which every quantization needs. */
function isProjector(path: string): boolean {
  return /(?:^|[-_./])mmproj/i.test(path) && /\.gguf$/i.test(path)
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The name without folder and without its last ending. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}
