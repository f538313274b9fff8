/** Bytes of one number of a safetensors type. https://github.com/huggingface/safetensors, `Dtype` */
const typeBytes: ReadonlyMap<string, number> = new Map([
  ['F64', 8],
  ['I64', 8],
  ['U64', 8],
  ['C64', 8],
  ['F32', 4],
  ['I32', 4],
  ['U32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I16', 2],
  ['U16', 2],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
  ['F8_E8M0', 1],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
  ['F6_E2M3', 0.75],
  ['F6_E3M2', 0.75],
  ['F4', 0.5],
])

/** Bytes of all numbers; undefined when there are none, or a type is not known. */
export function countTypeBytes(counts: Readonly<Record<string, number>>): number | undefined {
  let sum = 0
  for (const [type, count] of Object.entries(counts)) {
    const bytes = typeBytes.get(type.toUpperCase())
    if (bytes === undefined || !(count >= 0)) return undefined
    sum += bytes * count
  }
  return sum > 0 ? sum : undefined
}
