import { describe, expect, it } from 'vitest'

import { parseMemory } from './parseMemory.ts'
import { toSearchQuery } from './toSearchQuery.ts'

describe('the meaning of a search', () => {
  it('has ranges and memory as numbers, and leaves out what was not given', () => {
    expect(
      toSearchQuery({
        query: 'llama',
        license: ['mit', '!apache-2.0'],
        parameters: '6e9..9e9',
        likes: '',
        memory: '24GB',
        sort: '',
        gated: false,
      }),
    ).toMatchObject({
      query: 'llama',
      license: ['mit', '!apache-2.0'],
      ranges: { parameters: { from: 6e9, to: 9e9 } },
      fit: { memory: 24e9, context: 4096 },
      sort: undefined,
      gated: false,
      original: undefined,
    })
    expect(toSearchQuery({})).toMatchObject({ ranges: undefined, fit: undefined })
    expect(toSearchQuery({ context: 8192 }).fit).toBeUndefined()
  })

  it('takes memory in bytes or by the name of a device, with its context', () => {
    expect(toSearchQuery({ memory: 'rtx 4090', context: 8192 }).fit).toStrictEqual({
      memory: 24 * 2 ** 30,
      context: 8192,
    })
    expect(parseMemory('16GiB')).toBe(16 * 2 ** 30)
    expect(parseMemory('25769803776')).toBe(25_769_803_776)
  })

  it.each([
    ['24', 'memory: 24 bytes hold no model.', 'Write the unit: 24GB.'],
    ['512k', 'memory: 512k bytes hold no model.', 'Write the unit: 512GB.'],
    ['rtx 4091', 'No device is called "rtx 4091".', 'RTX 4090'],
    ["'; --", expect.stringContaining("'; --"), 'Near are'],
  ])('refuses the memory %j with what to write instead', (text, message, hint) => {
    expect(() => parseMemory(text)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message, hint: expect.stringContaining(hint) }),
    )
  })
})
