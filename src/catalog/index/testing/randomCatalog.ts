import fc from 'fast-check'

import {
  type Attribute,
  type AttributeKind,
  attributeKinds,
  type IndexedModel,
  type IndexedNumbers,
} from '../indexedModel.ts'

/*
 * Small catalogs in which much coincides: few words, few values, few numbers, ids that are parents of each other.
 */

const words = ['ll', 'lla', '7b', 'qw', 'v2', 'mix', 'Llama', 'xlla']
const word = fc.constantFrom(...words)
const names = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'))

/** Each model's own, for good. */
function idOfKey(key: number): string {
  return key % 5 === 0 ? `M${key}` : `${['a', 'b', 'lla'][key % 3]}/M${key}`
}

/** All that models may have, each key for good. */
export const attributes: readonly Attribute[] = attributeKinds
  .flatMap((kind) => valuesOf(kind).map((value) => ({ kind, value })))
  .map((attribute, index) => ({ ...attribute, key: index + 1 }))

function valuesOf(kind: AttributeKind): string[] {
  switch (kind) {
    case 'license':
      return ['mit', 'MIT', 'cc-by-nc-4.0', 'other']
    case 'author':
      return ['a', 'b', 'lla']
    case 'task':
      return ['text-generation', 'image-classification']
    case 'library':
    case 'language':
    case 'format':
      return ['ll', 'qw', 'é']
    case 'tag':
      return ['mix', 'lla', 'LLA', 'mit', 'v2', 'x']
    case 'region':
      return ['us']
    default:
      return ['lla/M2', 'lla/m2', 'a/M3', 'M5', 'b/M1', 'gone/base']
  }
}

const number = fc.constantFrom(Number.NaN, 0, 1, 2, 7, 100, 5e9)
const numbers = fc.record({
  downloads: fc.constantFrom(0, 1, 5, 900, 70_000),
  likes: fc.constantFrom(0, 1, 3),
  trending: fc.constantFrom(Number.NaN, 0.1, 2),
  rising: fc.constantFrom(Number.NaN, 0.3),
  created: number,
  updated: number,
  parameters: number,
  bytes: number,
  weights: fc.constantFrom(Number.NaN, 1e9, 8e9),
})

const rest = {
  numbers,
  gated: fc.boolean(),
  removed: fc.boolean(),
  nsfwLevel: fc.constantFrom(0, 0, 1, 4, 5),
}

export function keysUpTo(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: most })
}

export function models(mostKey: number): fc.Arbitrary<IndexedModel> {
  return fc
    .record({
      key: keysUpTo(mostKey),
      source: fc.constantFrom('huggingface', 'civitai'),
      name: names,
      more: fc.constantFrom('', 'trigger', 'qw lla'),
      single: fc.tuple(
        ...['author', 'task', 'library', 'license'].map((kind) => fc.option(fc.constantFrom(...keysOf(kind)))),
      ),
      multiple: fc.subarray(
        attributes.filter(({ kind }) => !isSingle(kind)).map(({ key }) => key),
        { maxLength: 6 },
      ),
      isOwnName: fc.boolean(),
      ...rest,
    })
    .map(({ single, multiple, isOwnName, name, ...model }): IndexedModel => {
      const id = idOfKey(model.key)
      const own = [...single.filter((key) => key !== null), ...multiple].toReversed()
      return { ...model, id, name: isOwnName ? id.slice(id.indexOf('/') + 1) : name, attributes: own }
    })
}

export function numberChanges(mostKey: number): fc.Arbitrary<IndexedNumbers> {
  return fc.record({ key: keysUpTo(mostKey), ...rest })
}

function keysOf(kind: string): number[] {
  return attributes.filter((attribute) => attribute.kind === kind).map(({ key }) => key)
}

function isSingle(kind: string): boolean {
  return ['author', 'task', 'library', 'license'].includes(kind)
}
