import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { matchPlainly } from '../../../../test/support/matchPlainly.ts'
import { toKeys } from '../docSet.ts'
import { createWordIndexBuilder } from './createWordIndexBuilder.ts'
import { matchToken } from './matchToken.ts'
import type { WordIndex } from './wordIndex.ts'

const data = process.env.WEIGHTHOUSE_REAL_DATA
const record = z.object({ id: z.string() })

if (data) describeRealRecords(data)

function describeRealRecords(data: string): void {
  describe('the words of the real records', () => {
    const names: string[] = []
    const owners: string[] = []
    let index: WordIndex

    beforeAll(async () => {
      const file = createReadStream(join(data, 'huggingface-models-large.ndjson.gz'))
      const builder = createWordIndexBuilder()
      for await (const line of createInterface({ input: file.pipe(createGunzip()) })) {
        const { id } = record.parse(JSON.parse(line))
        // The owner stands for what is found besides the name.
        const [name, owner] = id.split('/').toReversed()
        names.push(name!)
        builder.add(names.length, name!, owner ?? '')
        owners.push(owner ?? '')
      }
      index = builder.finish()
    })
    it.each([
      'llama',
      'qwen',
      'qwen3',
      'llama3.1',
      '7b',
      '12b',
      '2.5',
      'gguf',
      'ama',
      'ing',
      'l',
      '1',
      'tinyllama',
      'xyzzy',
    ])('finds %j where a look at every name finds it', (token) => {
      const { whole, prefix, inside, more } = matchToken([{ index }], token)
      const found = { whole: toKeys(whole), prefix: toKeys(prefix), inside: toKeys(inside), more: toKeys(more) }
      const expected: Record<keyof typeof found, number[]> = { whole: [], prefix: [], inside: [], more: [] }
      for (const [at, name] of names.entries()) {
        for (const place of matchPlainly(token, name, owners[at]!)) expected[place].push(at + 1)
      }
      for (const place of ['whole', 'prefix', 'inside', 'more'] as const)
        expect([...found[place]]).toEqual(expected[place])
    })
  })
}
