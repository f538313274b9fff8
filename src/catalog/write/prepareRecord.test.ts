import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { llama, makeRecord } from '../../../test/contracts/catalogFixtures.ts'
import { unpackRecord } from './packRecord.ts'
import { prepareRecord } from './prepareRecord.ts'

const attributesOf = (source: 'huggingface' | 'civitai', record: unknown) =>
  prepareRecord(source, record).attributes.map(({ kind, value }) => `${kind} ${value}`)

describe('prepareRecord', () => {
  it('takes out what the catalog keeps', () => {
    const { packedRecord, ...prepared } = prepareRecord('huggingface', llama.record)
    expect(JSON.parse(unpackRecord(packedRecord))).toEqual(llama.record)
    expect(prepared).toEqual({
      source: 'huggingface',
      id: 'meta-llama/Llama-3.1-8B',
      name: 'Llama-3.1-8B',
      author: 'meta-llama',
      task: undefined,
      library: undefined,
      license: 'llama3.1',
      revision: undefined,
      numbers: {
        downloads: 900,
        likes: 5,
        trending: Number.NaN,
        created: 10,
        updated: 20,
        parameters: Number.NaN,
        bytes: Number.NaN,
        weights: expect.any(Number),
      },
      gated: false,
      nsfwLevel: 0,
      attributes: [
        { kind: 'author', value: 'meta-llama' },
        { kind: 'license', value: 'llama3.1' },
        { kind: 'format', value: 'safetensors' },
        { kind: 'language', value: 'en' },
        { kind: 'dataset', value: 'c4' },
        { kind: 'dataset', value: 'the-pile' },
      ],
      moreWords: '',
      hashes: ['ab'.repeat(8)],
      recordHash: expect.any(Uint8Array),
      partsHash: expect.any(Uint8Array),
    })
  })

  it('has one author, task, library and license; further ones are plain tags', () => {
    const record = makeRecord('a/b', {
      task: 'text-generation',
      library: 'transformers',
      license: 'mit',
      tags: ['transformers', 'jax', 'text-generation', 'fill-mask', 'license:gpl-3.0'],
    }).record
    expect(attributesOf('huggingface', record)).toEqual([
      'author a',
      'task text-generation',
      'library transformers',
      'license mit',
      'tag jax',
      'tag fill-mask',
      'tag license:gpl-3.0',
    ])
  })

  it('makes of each parent an attribute that tells the relation and whether it is declared', () => {
    const of = (declared: boolean) =>
      attributesOf(
        'huggingface',
        makeRecord('a/b', { baseModels: [{ id: 'm/base', relation: 'finetune', declared }] }).record,
      )
    expect([of(true)[1], of(false)[1]]).toEqual(['finetune m/base', 'inferred_finetune m/base'])
  })

  it('has the same hash of the parts when only numbers differ', () => {
    const before = prepareRecord('huggingface', llama.record)
    const after = prepareRecord('huggingface', { ...llama.record, downloads: 901 })
    expect(after.partsHash).toEqual(before.partsHash)
    expect(after.recordHash).not.toEqual(before.recordHash)
    const tagged = prepareRecord('huggingface', makeRecord('meta-llama/Llama-3.1-8B', { tags: ['x'] }).record)
    expect(tagged.partsHash).not.toEqual(before.partsHash)
  })

  it('has the same hashes whatever the order of the fields, and whatever marks a crawl has left', () => {
    const { recordHash, partsHash } = prepareRecord('huggingface', llama.record)
    const reversed = Object.fromEntries(Object.entries({ ...llama.record, _crawledAt: 'monday' }).toReversed())
    expect(prepareRecord('huggingface', reversed)).toMatchObject({ recordHash, partsHash })
  })

  it('refuses what it cannot understand', () => {
    for (const json of [null, 7, {}, { id: 7 }, { id: '../../x' }]) {
      expect(() => prepareRecord('huggingface', json)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    }
    expect(() => prepareRecord('docker', {})).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }))
  })

  it('makes only what both engines can keep, whatever is in a record', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', 'x'.repeat(600)))
    const anything = fc.oneof(fc.jsonValue(), text, fc.double(), fc.array(text))
    const fields = ['tags', 'downloads', 'likes', 'cardData', 'author', 'sha', 'siblings', 'gguf', 'usedStorage']
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), anything), (record) => {
        const prepared = prepareRecord('huggingface', { ...record, id: 'a/b' })
        const { name, author, revision, moreWords, attributes, numbers } = prepared
        for (const kept of [name, author, revision, moreWords, ...attributes.map(({ value }) => value)]) {
          expect(kept?.includes('\0')).not.toBe(true)
          expect(kept?.isWellFormed()).not.toBe(false)
        }
        const { trending, ...whole } = numbers
        expect(Object.values(whole).every((value) => Number.isNaN(value) || Number.isSafeInteger(value))).toBe(true)
        expect(Math.abs(trending)).not.toBe(Infinity)
      }),
    )
  })
})
