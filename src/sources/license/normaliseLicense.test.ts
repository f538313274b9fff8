import fc from 'fast-check'
import { expect, test } from 'vitest'

import { licenseIds } from './licenseIds.ts'
import { normaliseLicense } from './normaliseLicense.ts'

test('every listed identifier stays as it is, in any letter case', () => {
  for (const id of licenseIds)
    expect([normaliseLicense(id), normaliseLicense(` ${id.toUpperCase()} `)]).toEqual([id, id])
})

test.for([
  ['Apache 2.0', 'apache-2.0'],
  ['apache-2', 'apache-2.0'],
  ['Apache License, Version 2.0', 'apache-2.0'],
  ['academic free license v3.0', 'afl-3.0'],
  ['The MIT License', 'mit'],
  ['CC_BY_NC_4.0', 'cc-by-nc-4.0'],
  ['Llama 3.1 Community License', 'llama3.1'],
  ['gpl-3.0-or-later', 'gpl-3.0'],
  ['???', 'unknown'],
  // A version is not made up, and what is no spelling of a listed one is kept.
  ['cc-by', 'cc-by'],
  ['FLUX-1-dev-non-commercial-license', 'flux-1-dev-non-commercial-license'],
  ['  ', undefined],
] as const)('%j is %s', ([text, expected]) => {
  expect(normaliseLicense(text)).toBe(expected)
})

test('a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), (text) => {
      const once = normaliseLicense(text)
      expect(once === undefined ? once : normaliseLicense(once)).toBe(once)
    }),
  )
})
