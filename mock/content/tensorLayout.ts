/** A tensor by name and true shape. */
export interface Tensor {
  name: string
  shape: readonly number[]
}

/** The tensors of one kind of model, as its files name them. */
export interface TensorLayout {
  /** Tensors that every file of the kind has. */
  fixed: readonly Tensor[]
  layer(index: number): readonly Tensor[]
  layers: number
  /** Where the layers start; not 0 in the later shards of a model. */
  firstLayer: number
  /** The tensor whose rows take up what room is left. */
  stretch?: Tensor
}

/** A layout without repeated layers. */
export function flatLayout(fixed: readonly Tensor[], stretch?: Tensor): TensorLayout {
  return { fixed, layer: () => [], layers: 0, firstLayer: 0, ...(stretch ? { stretch } : {}) }
}

/** A tensor of a state dict. */
export function tensor(name: string, ...shape: number[]): Tensor {
  return { name, shape }
}
