import { parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeRecord, openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'
import { exportColumns } from './exportColumns.ts'
import { exportEntries, type ExportFormat } from './exportEntries.ts'

let test: TestCatalog
beforeEach(async () => {
  test = await openTestCatalog()
  await test.write(
    makeRecord('a/big', {
      downloads: 30,
      license: 'mit',
      createdAt: Date.UTC(2026, 0, 2),
      parameters: 8_030_261_248,
      tags: ['chat', 'x"y', 'two\nlines'],
      trendingScore: 1.5,
    }),
    makeRecord('x/evil', { downloads: 20 }),
    makeRecord('b/small', { downloads: 10, author: '=1+1' }),
  )
})
afterEach(() => test.close())

async function read(query: Parameters<typeof exportEntries>[1], format: ExportFormat): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(exportEntries(test, query, format)))
}

describe('an export', () => {
  it('is CSV that a spreadsheet can open: quoted where it must be, and without formulas', async () => {
    const lines = (await read({ sort: 'downloads' }, 'csv')).toString().split('\r\n')
    expect(lines[0]).toBe(exportColumns.map(({ name }) => name).join(','))
    expect(lines[1]).toContain('a--big,huggingface,a/big,big,a,')
    expect(lines[1]).toContain(',permissive,30,0,1.5,')
    expect(lines[1]).toContain('2026-01-02T00:00:00.000Z')
    expect(lines[1]).toContain('x""y')
    expect(lines.find((line) => line.startsWith('b--small'))).toContain(`,'=1+1,`)
  })

  it('is NDJSON with one object a line, without what is not known', async () => {
    const lines = (await read({ sort: 'downloads', limit: 1 }, 'ndjson')).toString().trimEnd().split('\n')
    expect(lines).toHaveLength(1)
    const entry: unknown = JSON.parse(lines[0] ?? '')
    expect(entry).toMatchObject({ slug: 'a--big', parameters: 8_030_261_248, created: '2026-01-02T00:00:00.000Z' })
    expect(entry).not.toHaveProperty('task')
  })

  it('is Parquet that another program reads back', async () => {
    const bytes = await read({ sort: 'downloads' }, 'parquet')
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer })
    expect(rows.map((row) => row['downloads'])).toEqual([30n, 20n, 10n])
    expect(rows[0]).toMatchObject({
      slug: 'a--big',
      parameters: 8_030_261_248n,
      trending: 1.5,
      gated: false,
      created: new Date('2026-01-02'),
    })
    expect(rows[0]?.['tags']).toEqual(expect.arrayContaining(['chat', 'x"y', 'two\nlines']))
    expect(rows[1]?.['created']).toBeNull()
  })

  it('has only what its query finds, and can be empty', async () => {
    expect((await read({ query: 'small' }, 'csv')).toString().split('\r\n')).toHaveLength(3)
    expect((await read({ query: 'nothing-like-it' }, 'ndjson')).toString()).toBe('')
    const empty = await read({ query: 'nothing-like-it' }, 'parquet')
    expect(await parquetReadObjects({ file: new Uint8Array(empty).buffer })).toEqual([])
  })

  it('refuses a query as a search does, before the first piece', async () => {
    await expect(read({ source: ['nowhere'] }, 'csv')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})
