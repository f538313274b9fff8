import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createDigest, type DigestName, digestNames } from './digests.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function digest(name: DigestName, chunks: readonly Buffer[]): Promise<string | undefined> {
  const made = await createDigest(name)
  for (const chunk of chunks) made.update(chunk)
  return made.finish()
}

/** A safetensors file with a header of that many bytes. */
function makeFile(header: number, tensors: number): { bytes: Buffer; data: Buffer } {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header))
  const data = randomBytes(tensors)
  return { bytes: Buffer.concat([length, Buffer.alloc(header, ' '), data]), data }
}

describe('createDigest', () => {
  it('works out what the hashes are known to be', async () => {
    const abc = [Buffer.from('abc')]
    expect(await digest('sha256', abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    // https://github.com/BLAKE3-team/BLAKE3-specs
    expect(await digest('blake3', abc)).toBe('6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85')
    expect(await digest('crc32', abc)).toBe('352441c2')
    expect(await digest('autov1', abc)).toBeUndefined()
    expect(await digest('autov3', abc)).toBeUndefined()
  })

  it('takes of a safetensors file the tensors, and of a long file the part in the middle', async () => {
    const { bytes, data } = makeFile(300, 0x120000)
    expect(await digest('autov3', [bytes])).toBe(sha256(data))
    expect(await digest('autov1', [bytes])).toBe(sha256(bytes.subarray(0x100000, 0x110000)).slice(0, 8))
  })

  it('does not care in which pieces the bytes come', async () => {
    const { bytes } = makeFile(50, 2000)
    const whole = await Promise.all(digestNames.map((name) => digest(name, [bytes])))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
        expect(await Promise.all(digestNames.map((name) => digest(name, chunks)))).toEqual(whole)
      }),
      { numRuns: 60 },
    )
    expect(whole[2]).toBe(crc32(bytes).toString(16).padStart(8, '0'))
  })

  it('gives nothing for what is no safetensors file', async () => {
    expect(await digest('autov3', [randomBytes(4096).fill(0xff, 0, 8)])).toBeUndefined()
  })
})
