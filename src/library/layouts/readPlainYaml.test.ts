import fc from 'fast-check'
import { expect, it } from 'vitest'

import { readPlainYaml } from './readPlainYaml.ts'

it('reads extra_model_paths.yaml as ComfyUI ships it', () => {
  const text = `#Rename this to extra_model_paths.yaml

comfyui:
     base_path: path/to/comfyui/   # where it is
     # You can use is_default
     is_default: true
     checkpoints: models/checkpoints/
     text_encoders: |
          models/text_encoders/
          models/clip/  # legacy location still supported
     "loras": 'models/it''s here/'
other_ui:
    base_path: "C:\\\\models"
`
  expect(readPlainYaml(text)).toEqual({
    comfyui: {
      base_path: 'path/to/comfyui/',
      is_default: 'true',
      checkpoints: 'models/checkpoints/',
      text_encoders: 'models/text_encoders/\nmodels/clip/  # legacy location still supported',
      loras: "models/it's here/",
    },
    other_ui: { base_path: 'C:\\models' },
  })
})

it('reads model.yml of Jan', () => {
  expect(
    readPlainYaml('model_path: llamacpp/models/a/model.gguf\nname: A: the model\nsize_bytes: 12\nlist:\n- one\n'),
  ).toEqual({
    model_path: 'llamacpp/models/a/model.gguf',
    name: 'A: the model',
    size_bytes: '12',
    list: {},
  })
})

it('reads any text to its end, and makes nothing but texts of it', () => {
  const word = fc.stringMatching(/^[ a-z:|>#"'\\-]{0,12}$/)
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), (lines) => {
      for (const value of Object.values(readPlainYaml(lines.join('\n')))) {
        const values = typeof value === 'string' ? [value] : Object.values(value)
        expect(values.every((text) => typeof text === 'string')).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

it('gives back the values of a section that were written plainly', () => {
  const key = fc.stringMatching(/^[a-z_]{1,10}$/)
  const value = fc.stringMatching(/^[A-Za-z0-9/._]{1,20}$/)
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1, noNullPrototype: true }), (section) => {
      const text = `top:\n${Object.entries(section)
        .map(([name, text]) => `    ${name}: ${text}\n`)
        .join('')}`
      expect(readPlainYaml(text)['top']).toEqual(section)
    }),
  )
})
