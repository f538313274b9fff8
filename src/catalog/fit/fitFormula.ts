/**
 * How much memory a model takes to run:
 *
 *     required = weights + 5 % of weights + 0.5 GiB + cache × context
 *
 * - weights: bytes of the smallest complete set of weights that can be run.
 * - 5 % and 0.5 GiB: buffers for computation, the runtime, and what the driver takes.
 * - cache: bytes of keys and values that a transformer keeps for each token of context, in 16 bits. With the model's
 *   configuration 2 × layers × kv heads × head dimension × 2. Without it 131,072 bytes for 8e9 parameters, which is
 *   what Llama 3.1 8B has (2 × 32 × 8 × 128 × 2), growing with the square root of the parameters, because layers and
 *   width grow together: 388,000 for 70e9, where Llama 3.1 70B has 327,680; 52,000 for 1.24e9, where Llama 3.2 1B has
 *   32,768. It is an estimate: models of one size differ by a factor of two and more.
 *
 * Bytes everywhere.
 */

/** What a program takes besides the model. */
export const fixedOverheadBytes = 0.5 * 2 ** 30
/** Of the weights. */
export const relativeOverhead = 0.05
const referenceCacheBytes = 131_072
const referenceParameters = 8e9

/** Estimated whole bytes of keys and values for each token of context. NaN for NaN. */
export function estimateCacheBytes(parameters: number): number {
  return Math.round(referenceCacheBytes * Math.sqrt(parameters / referenceParameters))
}

/**
 * Bytes of memory that a model needs; NaN when `weightBytes` is unknown. Pure arithmetic: it is called for every model.
 *
 * @param weightBytes bytes of weights, NaN when unknown
 * @param parameters number of weights; NaN when unknown, then it is taken as `weightBytes / 2`, 16 bits each
 * @param context tokens of context; 0 for a model that keeps none, such as one that makes images (see `keepsContext`)
 */
export function requiredBytes(weightBytes: number, parameters: number, context: number): number {
  const count = parameters > 0 ? parameters : weightBytes / 2
  return weightBytes * (1 + relativeOverhead) + fixedOverheadBytes + estimateCacheBytes(count) * context
}
