import { expect, test } from 'vitest'

import { resolveParameters } from './resolveParameters.ts'

test.for([
  // hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4 states 1.98e9, the base has 8.03e9.
  ['a packed count is the base’s', 1_984_704_512, 'quantized', 8_030_261_248, 8_030_261_248],
  ['no count is the base’s', undefined, 'quantized', 8_030_261_248, 8_030_261_248],
  ['a little more or less is a part more or less', 7_900_000_000, 'quantized', 8_030_261_248, 7_900_000_000],
  ['far less is a smaller model', 300_000_000, 'quantized', 8_030_261_248, 300_000_000],
  ['more than the base stays', 9_000_000_000, 'quantized', 8_030_261_248, 9_000_000_000],
  ['an adapter has its own', 41_943_040, 'adapter', 8_030_261_248, 41_943_040],
  ['a finetune without a count has none', undefined, 'finetune', 8_030_261_248, undefined],
  ['a base without a count gives none', 1_000, 'quantized', undefined, 1_000],
  ['nor does one of zero', undefined, 'quantized', 0, undefined],
  ['no relation, no base', 5, undefined, 10, 5],
] as const)('%s', ([, own, relation, base, expected]) => {
  expect(resolveParameters(own, relation, base, false)).toBe(expected)
})

test('GGUF counts every weight, so less is another model (Abiray/MiniMax-H3-Pruned-GGUF), and only nothing is mended', () => {
  expect(resolveParameters(20_111_438_744, 'quantized', 33_122_992_896, true)).toBe(20_111_438_744)
  expect(resolveParameters(undefined, 'quantized', 33_122_992_896, true)).toBe(33_122_992_896)
})
