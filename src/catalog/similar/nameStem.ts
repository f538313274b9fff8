/**
 * What a name says besides size, version, precision and format: `llama instruct` of `Llama-3.1-8B-Instruct-Q4_K_M-GGUF`.
 * Empty when nothing is left.
 */
export function nameStem(name: string): string {
  const words =
    name
      .toLowerCase()
      .replace(/\.(?:gguf|safetensors|bin|ckpt|pt)$/, '')
      .match(/[\p{L}\p{N}.]+/gu) ?? []
  return words.flatMap((word) => (passing.test(word) ? [] : word.replace(/[\d.]+$/, '') || [])).join(' ')
}

const passing =
  /^(?:v?[\d.]+|[\d.]+x?\d*[bmk]|a[\d.]+b|i?q\d.*|[fb]p?\d+|int\d+|[kmsl]|xs|xxs|gguf|ggml|gptq|awq|exl\d|mlx|onnx|bnb|\d+bits?|bit|fp\d+|bf16|base|hf)$/

/** Whether a name has this stem, which is not empty. */
export function hasStem(name: string, stem: string): boolean {
  const space = stem.indexOf(' ')
  // Most names do not even have its first word.
  return name.toLowerCase().includes(space < 0 ? stem : stem.slice(0, space)) && nameStem(name) === stem
}
