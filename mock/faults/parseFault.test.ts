import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isWeighthouseError } from '../../src/foundation/errors.ts'
import { faultKinds } from './fault.ts'
import { parseFault } from './parseFault.ts'

describe('parseFault', () => {
  it.each([
    ['drop:65536', { kind: 'drop', value: 65536 }],
    ['drop:64KiB@0.5', { kind: 'drop', value: 65536, share: 0.5 }],
    ['429', { kind: '429' }],
    ['429@0.25', { kind: '429', share: 0.25 }],
    ['5xx@1', { kind: '5xx', share: 1 }],
    ['slow:100kB', { kind: 'slow', value: 100_000 }],
    ['truncate', { kind: 'truncate' }],
    ['wrong-bytes@.1', { kind: 'wrong-bytes', share: 0.1 }],
    ['html', { kind: 'html' }],
    ['no-range', { kind: 'no-range' }],
    ['gzip@0', { kind: 'gzip', share: 0 }],
  ])('reads %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault)
  })

  it.each([
    '',
    'fire',
    'drop',
    'drop:',
    'drop:many',
    'slow:0',
    '429:5',
    'html@2',
    'html@-1',
    'html@',
    '@0.5',
    '5xx@NaN',
  ])('refuses %j and says what a fault is', (text) => {
    expect(() => parseFault(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('either reads a text or throws INVALID_ARGUMENT', () => {
    const nearMiss = fc
      .tuple(fc.constantFrom(...faultKinds), fc.string({ maxLength: 5 }))
      .map(([kind, rest]) => kind + rest)
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearMiss), (text) => {
        try {
          expect(faultKinds).toContain(parseFault(text).kind)
        } catch (error) {
          if (!isWeighthouseError(error, 'INVALID_ARGUMENT')) throw error
        }
      }),
    )
  })
})
