import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { contentBytes, joinSegments, makeNoise, readContent, type Segment } from './content.ts'
import { hashContent } from './hashContent.ts'

const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes): Segment => ({ kind: 'bytes', bytes: Buffer.from(bytes) })),
  fc.record({ kind: fc.constant('noise' as const), seed: fc.string(), length: fc.nat(60) }),
)

describe('content', () => {
  it('reads any range as the slice of the whole', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), fc.nat(300), fc.nat(300), (segments, a, b) => {
        const content = joinSegments(segments)
        const start = Math.min(a, b, content.size)
        const end = Math.min(Math.max(a, b), content.size)
        const whole = contentBytes(content)
        expect(whole.length).toBe(content.size)
        expect(Buffer.concat([...readContent(content, start, end)])).toEqual(whole.subarray(start, end))
      }),
    )
  })

  it('makes the same noise from any offset, and other noise from another seed', () => {
    const whole = makeNoise('seed', 0, 1000)
    expect(makeNoise('seed', 333, 100)).toEqual(whole.subarray(333, 433))
    expect(makeNoise('other', 0, 1000)).not.toEqual(whole)
  })

  it('reads the end of a file of a terabyte without making the rest', () => {
    const content = joinSegments([{ kind: 'noise', seed: 'large', length: 2 ** 40 }])
    const end = Buffer.concat([...readContent(content, 2 ** 40 - 10)])
    expect(end).toEqual(makeNoise('large', 2 ** 40 - 10, 10))
  })

  it('hashes as sha256sum, git hash-object and crc32 do', async () => {
    const content = joinSegments([{ kind: 'bytes', bytes: Buffer.from('hello\n') }])
    expect(await hashContent(content, ['sha256', 'gitSha1', 'crc32'])).toEqual({
      sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
      gitSha1: 'ce013625030ba8dba906f756967f9e9ca394464a',
      crc32: '363a3020',
    })
  })
})
