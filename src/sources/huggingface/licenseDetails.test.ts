import fc from 'fast-check'
import { expect, test } from 'vitest'

import { licenseDetails } from './licenseDetails.ts'

test('the name and place of a license that is on no list are those of the card', () => {
  const cardData = { license: 'other', license_name: ' tongyi-qianwen ', license_link: 'https://example.org/LICENSE' }
  expect(licenseDetails({ id: 'a/b', cardData })).toEqual({
    name: 'tongyi-qianwen',
    link: 'https://example.org/LICENSE',
  })
  expect(licenseDetails({ cardData: { license_name: 7, license_link: 'LICENSE' } })).toEqual({
    name: undefined,
    link: 'LICENSE',
  })
})

test('anything else has neither', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(licenseDetails(value)).toEqual({ name: undefined, link: undefined })
      expect(licenseDetails({ cardData: { license_name: [value], license_link: { value } } }).name).toBeUndefined()
    }),
  )
})
