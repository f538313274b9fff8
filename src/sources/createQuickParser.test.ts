import { anything, array, assert, constantFrom, dictionary, oneof, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { civitaiModel } from './civitai/civitaiModel.ts'
import { createQuickParser } from './createQuickParser.ts'
import { huggingFaceModel } from './huggingface/huggingFaceModel.ts'

const texts = constantFrom('a/b', 'SHA256', '', 'x'.repeat(300))
const leaf = oneof(texts, constantFrom(0, 1, -1, 1.5, 2 ** 40, true, false, null))
const file = dictionary(constantFrom('id', 'name', 'rfilename', 'size', 'lfs', 'hashes', 'extra', '7'), leaf)
const card = dictionary(
  constantFrom('license', 'language', 'base_model', 'tags', 'model-index'),
  oneof(leaf, array(leaf)),
)
const fields = ['_id', 'zz', '12', 'tags', 'gated', 'downloads', 'likes', 'name', 'type', 'nsfw', 'id', 'author', 'sha']
const parts = constantFrom('siblings', 'modelVersions', 'files', 'cardData', 'stats', 'creator', 'safetensors')
const records = dictionary(
  oneof(constantFrom(...fields), parts),
  oneof({ weight: 3, arbitrary: leaf }, array(oneof(leaf, file), { maxLength: 3 }), card, file, anything()),
  { noNullPrototype: true },
)

describe('a quick parser', () => {
  test.each([
    ['Hugging Face', huggingFaceModel, { id: 'a/b' }],
    ['CivitAI', civitaiModel, { id: 7 }],
  ])('gives what the schema of %s gives, to the order of the fields, or nothing', (_, schema, start) => {
    const parse = createQuickParser<unknown>(schema)
    let read = 0
    assert(
      property(records, (made) => {
        // As every record comes: read from JSON.
        const json: unknown = JSON.parse(JSON.stringify({ ...made, ...start }))
        const quick = parse(json)
        const parsed = schema.safeParse(json)
        if (quick === undefined) return
        read++
        expect(parsed.success).toBe(true)
        expect(JSON.stringify(quick)).toBe(JSON.stringify(parsed.data))
      }),
      { numRuns: 300 },
    )
    expect(read).toBeGreaterThan(10)
  })

  test('gives back what is in order as it is, and brings what is not into order', () => {
    const parse = createQuickParser(z.looseObject({ id: z.string(), list: z.array(z.looseObject({ a: z.number() })) }))
    const inOrder = { id: 'x', list: [{ a: 1, more: 2 }], other: true }
    expect(parse(inOrder)).toBe(inOrder)
    expect(JSON.stringify(parse({ other: true, list: [{ more: 2, a: 1 }], id: 'x' }))).toBe(JSON.stringify(inOrder))
  })

  test('forgets an object that did not fit before it reads the next', () => {
    const parse = createQuickParser(z.looseObject({ id: z.string(), name: z.string().nullish(), size: z.number() }))
    expect(parse({ id: 'x', name: 'old', size: 'no number' })).toBeUndefined()
    expect(parse({ id: 'x' })).toBeUndefined()
    expect(parse({ size: 1, id: 'y' })).toEqual({ id: 'y', size: 1 })
  })

  test('leaves to the schema what would change the prototype, and numbers that are none', () => {
    const parse = createQuickParser(z.looseObject({ counts: z.record(z.string(), z.number()) }))
    expect(parse(JSON.parse('{"counts":{"__proto__":1}}'))).toBeUndefined()
    expect(parse(JSON.parse('{"counts":{},"__proto__":{}}'))).toBeUndefined()
    expect(parse(JSON.parse('{"counts":{"a":1e999}}'))).toBeUndefined()
  })

  test('holds checks against what they are of', () => {
    const parse = createQuickParser(z.looseObject({ id: z.number().int().positive() }))
    expect(parse({ id: 3 })).toEqual({ id: 3 })
    expect(parse({ id: 0.5 })).toBeUndefined()
  })
})
