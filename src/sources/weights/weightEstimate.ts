/** What is known of a model's weights before its files are read. */
export interface WeightEvidence {
  files: readonly { path: string; size: number | undefined; label?: string | undefined }[]
  parameters: number | undefined
  /** How many numbers of each type the safetensors files hold (`BF16`, `I32`). */
  countsByType?: Readonly<Record<string, number>> | undefined
  /** Bytes of everything that is stored. */
  storageBytes: number | undefined
  /** The quantization that the model's name tells, of a GGUF model whose files are not known. */
  quantLabel?: string | undefined
  /** `parameters` counts numbers that hold several weights each, so it is too low. */
  isPacked?: boolean | undefined
  /** Each file is a model by itself, whatever the others are. */
  filesAreModels?: boolean | undefined
}

/**
 * What an estimate rests on, from the surest:
 *
 * - `sizes`: the bytes of the files themselves.
 * - `quantization`: parameters × the bits that the label in a GGUF file's or model's name stands for.
 * - `types`: how many numbers there are of each type.
 * - `parameters`: two bytes each.
 * - `storage`: all that is stored, which is too much when there are several sets or old revisions.
 *
 * What is reckoned and not read is never more than what is stored.
 */
export type WeightEvidenceKind = 'sizes' | 'quantization' | 'types' | 'parameters' | 'storage'

/** A complete set of weights: a file or its parts. */
export interface WeightFile {
  paths: string[]
  /** The quantization or number type that the name tells, `Q4_K_M`, `fp16`; else the format. */
  label: string
  bytes: number | undefined
  /** What `bytes` rests on. */
  evidence: WeightEvidenceKind | undefined
}

export interface WeightEstimate {
  /** Of the smallest complete set of weights that can be run; undefined when nothing is known. */
  bytes: number | undefined
  evidence: WeightEvidenceKind | undefined
  /** Every complete set, the smallest first; those of unknown size last. */
  files: WeightFile[]
}
