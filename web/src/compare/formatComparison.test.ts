import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { NullValue, ValueSchema } from '@bufbuild/protobuf/wkt'
import { expect, it } from 'vitest'

import { comparisonName, comparisonTexts } from './formatComparison.ts'

type Kind = MessageInitShape<typeof ValueSchema>['kind']
const texts = (field: string, kind: Kind) => comparisonTexts(field, create(ValueSchema, { kind }))

it('writes each kind of value as one reads it', () => {
  expect(texts('parameters', { case: 'numberValue', value: 7_615_616_512 })).toEqual(['7.62B'])
  expect(texts('bytes', { case: 'numberValue', value: 15_242_694_030 })).toEqual(['15.2 GB'])
  expect(texts('created', { case: 'numberValue', value: Date.UTC(2026, 0, 31) })).toEqual(['31 Jan 2026'])
  expect(texts('likes', { case: 'numberValue', value: 12_345 })).toEqual(['12,345'])
  expect(texts('gated', { case: 'boolValue', value: false })).toEqual(['no'])
  expect(texts('source', { case: 'stringValue', value: 'huggingface' })).toEqual(['Hugging Face'])
})

it('tells what is not known from what is empty or zero', () => {
  expect(texts('parameters', { case: 'nullValue', value: NullValue.NULL_VALUE })).toBeUndefined()
  expect(texts('license', { case: 'stringValue', value: '' })).toBeUndefined()
  expect(texts('likes', { case: 'numberValue', value: 0 })).toEqual(['0'])
  expect(texts('nsfw_level', { case: 'numberValue', value: 0 })).toEqual(['not rated'])
})

it('keeps the values of a list apart', () => {
  const values = ['en', 'de'].map((value) => ({ kind: { case: 'stringValue' as const, value } }))
  expect(texts('languages', { case: 'listValue', value: { values } })).toEqual(['en', 'de'])
})

it('names rows as people would', () => {
  expect(['license_class', 'weight_bytes', 'context_length'].map(comparisonName)).toEqual([
    'License class',
    'Smallest set of weights',
    'Context length',
  ])
})
