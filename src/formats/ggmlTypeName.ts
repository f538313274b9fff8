// https://github.com/ggml-org/ggml/blob/master/include/ggml.h, enum ggml_type; gaps are types that were removed.
// oxfmt-ignore
const names = [
  'F32', 'F16', 'Q4_0', 'Q4_1', undefined, undefined, 'Q5_0', 'Q5_1', 'Q8_0', 'Q8_1', 'Q2_K', 'Q3_K', 'Q4_K', 'Q5_K',
  'Q6_K', 'Q8_K', 'IQ2_XXS', 'IQ2_XS', 'IQ3_XXS', 'IQ1_S', 'IQ4_NL', 'IQ3_S', 'IQ2_S', 'IQ4_XS', 'I8', 'I16', 'I32',
  'I64', 'F64', 'IQ1_M', 'BF16', undefined, undefined, undefined, 'TQ1_0', 'TQ2_0', undefined, undefined, undefined,
  'MXFP4',
]

/** The name of a GGUF tensor type; its number in words when it is newer than this table. */
export function ggmlTypeName(type: number): string {
  return names[type] ?? `type ${type}`
}
