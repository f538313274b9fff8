import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { llama, makeRecord } from '../../../../test/contracts/catalogFixtures.ts'
import { prepareRecord } from '../prepareRecord.ts'
import { createRecordPreparer, type RecordPreparer } from './createRecordPreparer.ts'

let preparer: RecordPreparer
beforeEach(() => {
  preparer = createRecordPreparer()
})
afterEach(() => preparer.close())

const many = (count: number, tag = 'x') =>
  Array.from({ length: count }, (_, index) => makeRecord(`m/${index}`, { tags: [tag, `t${index}`] }).record)

const civitai = makeRecord('7', {
  source: 'civitai',
  name: 'Étude / 7',
  triggerWords: ['été', '"quoted"'],
  siblings: [{ path: 'a.safetensors', size: 2048, sha256: 'ab'.repeat(32) }],
  nsfwLevel: 31,
  base: 'SDXL 1.0',
}).record

/** The thread's bytes are views of one buffer. */
const plain = (prepared: readonly object[]) =>
  prepared.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([field, value]) => [field, value instanceof Uint8Array ? [...value] : value]),
    ),
  )

describe('createRecordPreparer', () => {
  it('makes on its thread what is made without one', async () => {
    const records = [...many(300), llama.record]
    const batch = await preparer.prepare('huggingface', records)
    expect(plain(batch.records)).toEqual(plain(records.map((record) => prepareRecord('huggingface', record))))
    expect(batch.rejected).toEqual([])
    const others = Array.from({ length: 101 }, () => civitai)
    const [first] = (await preparer.prepare('civitai', others)).records
    expect(plain([first!])).toEqual(plain([prepareRecord('civitai', civitai)]))
  })

  it('keeps the order of batches that are asked for at once, and their attributes apart', async () => {
    const batches = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((tag) => preparer.prepare('huggingface', many(150, tag))),
    )
    expect(batches.map(({ records }) => records.at(-1)?.attributes.map(({ value }) => value))).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((tag) => ['m', tag, 't149']),
    )
  })

  it.each([1, 150])('rejects a record that cannot be understood, and not the %i others', async (others) => {
    const { records, rejected } = await preparer.prepare('huggingface', [{ id: 5 }, ...many(others), { id: 'a b' }])
    expect(records).toHaveLength(others)
    expect(rejected.map(({ id }) => id)).toEqual(['5', 'a b'])
    expect(rejected[0]?.reason).toContain('id')
  })

  it('reads lines, with and without the source, and passes over what a bundle says of itself', async () => {
    const lines = [
      JSON.stringify(llama.record),
      JSON.stringify(civitai),
      JSON.stringify({ source: 'huggingface', record: { id: 'a/gone' }, removedAt: 77 }),
      JSON.stringify({ source: 'elsewhere', record: { id: 'x' } }),
      '{"weighthouse":"catalog","format":1}',
      'no json',
      '',
      '[1]',
    ]
    const bytes = (repeat: number) => new Uint8Array(Buffer.from(`${lines.join('\n')}\n`.repeat(repeat)))
    for (const repeat of [1, 200]) {
      const { records, rejected, removed } = await preparer.prepareLines(bytes(repeat))
      expect(records.slice(0, 3).map(({ source, id }) => `${source} ${id}`)).toEqual([
        'huggingface meta-llama/Llama-3.1-8B',
        'civitai 7',
        'huggingface a/gone',
      ])
      expect([records.length, rejected.length]).toEqual([3 * repeat, 3 * repeat])
      expect(removed.slice(0, 1)).toEqual([[2, 77]])
      expect(rejected.slice(0, 3).map(({ reason }) => reason)).toEqual([
        'of a source that is not known',
        'not a JSON object: no json',
        'not a JSON object: [1]',
      ])
    }
  })

  it('tells those who wait, and those who come later, that it was closed', async () => {
    const waiting = Promise.allSettled(Array.from({ length: 6 }, () => preparer.prepare('huggingface', many(2_000))))
    await preparer.prepare('huggingface', many(150))
    await preparer.close()
    expect((await waiting).some(({ status }) => status === 'rejected')).toBe(true)
    await expect(preparer.prepare('huggingface', many(150))).rejects.toThrow('has ended')
  })
})
