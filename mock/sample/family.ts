/** A family of invented models that share owner, licence and architecture. */
export interface Family {
  owner: string
  name: string
  /** Sizes as names say them, with the number of weights. */
  sizes: readonly [label: string, parameters: number][]
  /** Variants beside the plain model; '' is the plain one. */
  variants: readonly string[]
  task: string
  library: string
  /** `config.model_type`, a technical name that readers of files know. */
  modelType: string
  license: string
  languages: readonly string[]
  tags: readonly string[]
  created: string
  gated?: 'auto' | 'manual'
}

/** Languages of Europe that families are said to speak. */
export const european = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl']
