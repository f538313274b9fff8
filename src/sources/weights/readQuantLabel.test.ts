import { parseGGUFQuantLabel } from '@huggingface/tasks'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { quantBits } from './quantBits.ts'
import { readQuantLabel } from './readQuantLabel.ts'

// Names of real files.
test.for([
  ['gemma_3_1b_merged.Q4_K_M.gguf', 'Q4_K_M'],
  ['llama-3.2-1b-q2_k.gguf', 'Q2_K'],
  ['iceblink-v2-Q4_K_S-00001-of-00002.gguf', 'Q4_K_S'],
  ['IQ1_M/grok-1-IQ1_M-00008-of-00009.gguf', 'IQ1_M'],
  ['grok-1-Q4_K-split-00006-of-00009.gguf', 'Q4_K'],
  ['Q4_K_M/model-00001-of-00002.gguf', 'Q4_K_M'],
  ['Gemma-The-Writer-9B-D_AU-Q3_k_l.gguf', 'Q3_K_L'],
  ['Gemma-The-Writer-9B-D_AU-Q4_0_4_4.gguf', 'Q4_0_4_4'],
  ['Qwen3-4B-Instruct-2507-bs20-2-NEO-IQ4_XS-imat.gguf', 'IQ4_XS'],
  ['Qwen3-8B-UD-Q4_K_XL.gguf', 'Q4_K_XL'],
  ['AllanWatts-Merged-q4km.gguf', 'Q4_K_M'],
  ['qwen-image-q4ks.gguf', 'Q4_K_S'],
  ['Bielik-1.5B-R1-preview-Q8.gguf', 'Q8_0'],
  ['DeepHermes-3-Llama-3-8B-q6.gguf', 'Q6_K'],
  ['GLM-4.5-Air-MXFP4_MOE-00005-of-00005.gguf', 'MXFP4_MOE'],
  ['unsloth.F16.gguf', 'F16'],
  ['model-fp16.gguf', 'F16'],
  ['cotype 1.5b/cotype_nano_bf16.gguf', 'BF16'],
  ['Jan-v1-4B-ME-DAY3q-IQ3_M.gguf', 'IQ3_M'],
  ['Meta-Llama-3-8B-Q4_K_M-GGUF', 'Q4_K_M'],
  ['gemma3n-classlm.gguf', undefined],
  ['miqu-1-70b-iMat-IQ3_XSR.gguf', undefined],
  ['', undefined],
] as const)('%s is %s', ([path, expected]) => {
  expect(readQuantLabel(path)).toBe(expected)
})

test('every label that has bits is read in the forms that authors use', () => {
  for (const label of quantBits.keys()) {
    for (const written of [label, label.toLowerCase(), label.replaceAll('_', '-')]) {
      expect([written, readQuantLabel(`Some-7B-${written}.gguf`)]).toEqual([written, label])
      expect([written, readQuantLabel(`${written}/Some-7B-00001-of-00003.gguf`)]).toEqual([written, label])
    }
  }
})

test('a label that the package of Hugging Face reads at the end of a name is the same here', () => {
  // It has no label for some (Q4_K), and takes Q4_0_4_8 for Q4_0.
  const shared = [...quantBits.keys()].filter((label) => parseGGUFQuantLabel(label) === label)
  expect(shared.length).toBeGreaterThan(40)
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), fc.constantFrom(...shared), (name, label) => {
      const path = `${name}.${label}.gguf`
      expect(readQuantLabel(path)).toBe(parseGGUFQuantLabel(path)?.replace(/^UD-/, ''))
    }),
  )
})

test('any text is read or not', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const label = readQuantLabel(text)
      expect(label === undefined || quantBits.has(label)).toBe(true)
    }),
  )
})
