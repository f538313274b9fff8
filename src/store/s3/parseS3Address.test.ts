import fc from 'fast-check'
import { expect, test } from 'vitest'

import { isWeighthouseError } from '../../foundation/errors.ts'
import { parseS3Address } from './parseS3Address.ts'

test('reads every part of an address', () => {
  expect(
    parseS3Address('s3://models.example/team/a?endpoint=https://s3.example:9000/&region=eu-1&path_style=1'),
  ).toEqual({
    bucket: 'models.example',
    prefix: 'team/a/',
    endpoint: 'https://s3.example:9000',
    region: 'eu-1',
    pathStyle: true,
  })
  expect(parseS3Address('s3://models')).toEqual({
    bucket: 'models',
    prefix: '',
    endpoint: undefined,
    region: undefined,
    pathStyle: false,
  })
})

test.each([
  's3://',
  's3:///prefix',
  's3://B',
  's3://under_score',
  's3://a..b',
  's3://192.168.1.1/x',
  's3://key:secret@bucket',
  's3://bucket/a b',
  's3://bucket/a%2Fb',
  's3://bucket?endpoint=ftp://x',
  's3://bucket?path_style=yes',
  's3://bucket?pathstyle=1',
  'https://bucket.s3.amazonaws.com',
  '/srv/store',
])('refuses %j', (text) => {
  expect(() => parseS3Address(text)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }))
})

test('a secret in a wrong address is not repeated', () => {
  expect(() => parseS3Address('s3://key:secret@bucket')).toThrow(/^(?!.*:secret@).*$/)
})

test('any text is an address or INVALID_CONFIG, and a prefix never climbs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (path, query) => {
      try {
        const { prefix } = parseS3Address(`s3://bucket/${path}?${query}`)
        expect(prefix.split('/')).not.toContain('..')
        expect(prefix).toMatch(/^(?:[^/]+\/)*$/)
      } catch (error) {
        expect(isWeighthouseError(error, 'INVALID_CONFIG')).toBe(true)
      }
    }),
  )
})
