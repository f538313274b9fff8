import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readRecords, type RecordInput } from './readRecords.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mock-records-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function readAll(input: RecordInput): Promise<unknown[]> {
  const records: unknown[] = []
  for await (const record of readRecords(input)) records.push(record)
  return records
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, content)
  return path
}

describe('readRecords', () => {
  const lines = '{"id":1}\n\n{"id":2}\r\n{"id":"drei"}'
  const expected = [{ id: 1 }, { id: 2 }, { id: 'drei' }]

  it('reads plain and compressed files, skipping empty lines', async () => {
    expect(await readAll(await file('a.ndjson', lines))).toEqual(expected)
    expect(await readAll(await file('a.jsonl.gz', gzipSync(lines)))).toEqual(expected)
  })

  it('takes what is iterable as it is', async () => {
    expect(await readAll(expected)).toEqual(expected)
  })

  it('names the file that is not there', async () => {
    const path = join(directory, 'none.ndjson.gz')
    await expect(readAll(path)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(path),
    })
  })

  it('names the line that is not JSON', async () => {
    const path = await file('bad.ndjson', '{"id":1}\n{"id":')
    await expect(readAll(path)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `Line 2 of ${path} is not JSON.`,
    })
  })

  it('says that a compressed file was cut short', async () => {
    const whole = gzipSync(
      Array.from({ length: 5000 }, (_, id) => JSON.stringify({ id, noise: Math.sin(id) })).join('\n'),
    )
    const path = await file('cut.ndjson.gz', whole.subarray(0, whole.length / 2))
    await expect(readAll(path)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})
