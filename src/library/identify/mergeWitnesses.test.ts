import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { mergeWitnesses, reviewBelow } from './mergeWitnesses.ts'

describe('any witnesses', () => {
  const witness = fc.record(
    {
      method: fc.constantFrom(
        'hash' as const,
        'header' as const,
        'sidecar' as const,
        'folder' as const,
        'name' as const,
      ),
      says: fc.string(),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      type: fc.constantFrom('diffusion' as const, 'llm' as const, 'unknown' as const),
      subtype: fc.constantFrom('checkpoints' as const, 'unet' as const, 'loras' as const),
      family: fc.constantFrom('sdxl', 'pony', 'flux1', 'llama'),
    },
    { requiredKeys: ['method', 'says', 'confidence'] },
  )

  test('give a confidence between 0 and 1, and review exactly below 0.6 or without a type', () => {
    fc.assert(
      fc.property(fc.array(witness, { maxLength: 8 }), (witnesses) => {
        const merged = mergeWitnesses(witnesses)
        expect(merged.confidence).toBeGreaterThanOrEqual(0)
        expect(merged.confidence).toBeLessThanOrEqual(1)
        const isUnsure = merged.confidence < reviewBelow || merged.type === undefined || merged.type === 'unknown'
        expect(merged.needsReview).toBe(isUnsure)
        expect(merged.evidence).toHaveLength(witnesses.length)
      }),
    )
  })

  test('never let a weaker witness change the type that a stronger one gave', () => {
    fc.assert(
      fc.property(fc.array(witness, { maxLength: 5 }), (others) => {
        const strong = { method: 'hash' as const, says: 'x', confidence: 0.97, type: 'vision' as const }
        const weaker = others.filter(({ method }) => method !== 'hash')
        expect(mergeWitnesses([...weaker, strong]).type).toBe('vision')
      }),
    )
  })
})
