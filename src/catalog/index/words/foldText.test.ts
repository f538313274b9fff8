import { describe, expect, it } from 'vitest'

import { foldText } from './foldText.ts'

describe('foldText', () => {
  it('drops case, accents and compatibility forms', () => {
    expect(foldText('Crème BRÛLÉE İstanbul ﬁne ２.５ ①')).toBe('creme brulee istanbul fine 2.5 1')
    expect(foldText('ΛΟΓΟΣ')).toBe(foldText('λογος'))
    expect(foldText('ガ')).toBe(foldText('カ'))
  })

  it('makes lone surrogates harmless', () => {
    expect(foldText('a\ud800B')).toBe('a\ufffdb')
  })

  it('changes nothing when a text is folded again, whatever the character', () => {
    const unstable: string[] = []
    for (let block = 0; block <= 0x10ff; block++) {
      const codes = Array.from({ length: 256 }, (_, index) => block * 256 + index)
      const folded = foldText(codes.map((code) => `${String.fromCodePoint(code)} `).join(''))
      if (foldText(folded) !== folded) unstable.push(block.toString(16))
    }
    expect(unstable).toEqual([])
  })
})
