import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  byteArray,
  bytes,
  call,
  get,
  int,
  longPut,
  op,
  pickle,
  proto,
  put,
  text,
  text4,
} from '../../../test/support/formats/assemblePickle.ts'
import { bufferSource, type ByteSource } from '../bytes/byteSource.ts'
import { scanFile } from '../scan/scanFile.ts'
import { verdicts } from '../scan/verdict.ts'

const scan = (source: ByteSource) => scanFile(source, 'model.pkl')
const attack = call('posix', 'system')

/** Opcodes that push one thing, in every way that must not make a difference. */
const push = fc.oneof(
  fc.string({ maxLength: 20 }).map(text4),
  fc.string({ maxLength: 20, unit: 'binary-ascii' }).map(text),
  fc.uint8Array({ maxLength: 40 }).map((content) => bytes(Buffer.from(content))),
  fc.nat(255).map(int),
  fc.constant(op.none),
  fc.constant(op.emptyDict),
  fc.constant(Buffer.concat([op.mark, int(1), text4('x'), op.tuple])),
)
/** Opcodes after which the stack is as it was before. */
const idle = fc.oneof(
  push.map((one) => Buffer.concat([one, op.pop])),
  fc.tuple(push, fc.nat(255)).map(([one, index]) => Buffer.concat([one, put(index), op.pop, get(index), op.pop])),
  fc.tuple(push, fc.nat(2 ** 32 - 1)).map(([one, index]) => Buffer.concat([one, longPut(index), op.pop])),
  fc.array(push, { maxLength: 5 }).map((many) => Buffer.concat([op.mark, ...many, op.popMark])),
  fc.constant(Buffer.concat([op.mark, op.pop])),
  fc.constant(proto(4)),
)

describe('a pickle', () => {
  it('is dangerous wherever in it the attack stands, and safe without', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(idle, { maxLength: 20 }), fc.array(idle, { maxLength: 20 }), async (before, after) => {
        const attacked = await scan(bufferSource(pickle(proto(4), ...before, attack, ...after)))
        expect(attacked).toMatchObject({ verdict: 'dangerous', imports: [{ name: 'posix.system' }] })
        const harmless = await scan(bufferSource(pickle(proto(4), ...before, ...after, op.none)))
        expect(harmless).toEqual({ verdict: 'safe', format: 'pickle', imports: [], reasons: [] })
      }),
      { numRuns: 300 },
    )
  })

  it('is the same however its bytes arrive', async () => {
    const whole = pickle(
      proto(4),
      text4('a'.repeat(700)),
      put(1),
      op.pop,
      byteArray(Buffer.alloc(5000)),
      op.pop,
      attack,
    )
    const expected = await scan(bufferSource(whole))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 97 }), async (most) => {
        // The head is asked for in one go; everything else may come drop by drop.
        const source = {
          size: whole.length,
          read: async (from: number, size: number) => whole.subarray(from, from + (size <= 512 ? size : most)),
        }
        expect(await scan(source)).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  it('gets a verdict whatever it is made of', async () => {
    const pieces = fc.oneof(
      idle,
      push,
      fc.uint8Array({ maxLength: 12 }).map((raw) => Buffer.from(raw)),
      fc.constant(op.reduce),
      fc.constant(op.stackGlobal),
      fc.constant(op.build),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (program) => {
        const { verdict, reasons } = await scan(bufferSource(Buffer.concat([proto(2), ...program])))
        expect(verdicts).toContain(verdict)
        expect(reasons.length > 0).toBe(verdict !== 'safe')
      }),
      { numRuns: 2000 },
    )
  })

  it('of ten gigabytes is followed without reading them', async () => {
    const front = Buffer.concat([proto(4), attack, op.pop, Buffer.from('\x8e', 'latin1')])
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(10n ** 10n)
    const end = pickle(op.none)
    const size = front.length + 8 + 10 ** 10 + end.length
    let read = 0
    const source: ByteSource = {
      size,
      async read(from, wanted) {
        const part = Buffer.alloc(Math.max(0, Math.min(wanted, size - from)))
        read += part.length
        for (const [at, content] of [
          [0, front],
          [front.length, length],
          [size - end.length, end],
        ] as const) {
          for (let index = 0; index < content.length; index++) {
            const place = at + index - from
            if (place >= 0 && place < part.length) part[place] = content[index] ?? 0
          }
        }
        return part
      },
    }
    expect(await scan(source)).toMatchObject({ verdict: 'dangerous', format: 'pickle' })
    expect(read).toBeLessThan(2 ** 20)
  })
})
