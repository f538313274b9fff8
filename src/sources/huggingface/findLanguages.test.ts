import { expect, test } from 'vitest'

import { findLanguages } from './findLanguages.ts'
import { ambiguousCodes, threeLetterCodes, twoLetterCodes, wordCodes } from './languageCodes.ts'

test.for([
  [
    'two letters are no language unless ISO 639 has them',
    ['t5', 'tf', 'rl', 'v8', '3d', 'qa', 'en', 'fr'],
    ['en', 'fr'],
  ],
  [
    'neither are three',
    ['sft', 'trl', 'ner', 'nlp', 'ocr', 'tts', 'vit', 'act', 'art', 'gpt', 'ceb', 'haw'],
    ['ceb', 'haw'],
  ],
  ['capitals are words', ['IT', 'NO', 'AI', 'DE'], []],
  ['what mostly means something else is none alone', ['moe', 'ml', 'cv', 'sam', 'en'], ['en']],
  ['but one among languages', ['hi', 'ta', 'ml'], ['hi', 'ta', 'ml']],
  ['except for moe', ['en', 'zh', 'ko', 'moe'], ['en', 'zh', 'ko']],
  ['many at once', ['multilingual', 'de'], ['multilingual', 'de']],
] as const)('%s', ([, tags, expected]) => {
  expect([...findLanguages({ tags: [...tags] })]).toEqual(expected)
})

test('what the card states is a language whatever it looks like, and an unquoted no is Norwegian', () => {
  const languages = findLanguages({ tags: ['code'], cardData: { language: ['code', 'moe', 'zh-Hant', false, 7] } })
  expect([...languages]).toEqual(['code', 'moe', 'zh-Hant', 'no'])
})

test('each code is a language that the CLDR knows, or a withdrawn one', () => {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  const unknown = [...twoLetterCodes, ...threeLetterCodes].filter((code) => names.of(code) === undefined)
  expect(unknown).toEqual([])
  expect([twoLetterCodes.size, threeLetterCodes.size]).toEqual([185, 738])
  for (const code of [...ambiguousCodes, ...wordCodes])
    expect([code, names.of(code) !== undefined]).toEqual([code, true])
})
