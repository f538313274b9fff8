import { WriteStream } from 'node:tty'

import { describe, expect, it } from 'vitest'

import { type Column, printTable } from './printTable.ts'

const columns: Column[] = [
  { title: 'ID', flexible: true },
  { title: 'TASK', spare: 1 },
  { title: 'SIZE', align: 'right' },
  { title: 'LICENSE', spare: 2 },
]
const rows = [
  ['a-model-with-a-name-that-is-rather-long/and-goes-on', 'text-generation', '', 'apache-2.0'],
  ['書/名前', 'text-to-image', '', 'mit'],
]

/** What is printed on a terminal of so many columns, without styles; undefined is no terminal. */
function printed(width: number | undefined, table = rows): string[] {
  let text = ''
  const output = Object.create(WriteStream.prototype, {
    isTTY: { value: width !== undefined },
    columns: { value: width },
    write: { value: (part: string) => ((text += part), true) },
  }) as NodeJS.WriteStream
  printTable(columns, table, output)
  return text
    .replaceAll(/\u001b\[\d+m/g, '')
    .split('\n')
    .slice(0, -1)
}

describe('a table', () => {
  it('is printed whole where there is no terminal', () => {
    expect(printed(undefined)).toEqual([
      'ID                                                   TASK             SIZE  LICENSE',
      'a-model-with-a-name-that-is-rather-long/and-goes-on  text-generation        apache-2.0',
      '書/名前                                              text-to-image          mit',
    ])
  })

  it('leaves out empty and spare columns on a narrow terminal, then shortens', () => {
    expect(printed(80)).toEqual([
      'ID                                                   TASK             LICENSE',
      'a-model-with-a-name-that-is-rather-long/and-goes-on  text-generation  apache-2.0',
      '書/名前                                              text-to-image    mit',
    ])
    expect(printed(50)).toEqual([
      'ID                                 TASK',
      'a-model-with-a-name-that-is-rath…  text-generation',
      '書/名前                            text-to-image',
    ])
    expect(printed(30)).toEqual(['ID', 'a-model-with-a-name-that-is-r…', '書/名前'])
  })

  it('prints no header without rows, and no control characters of others', () => {
    expect(printed(80, [])).toEqual([])
    expect(printed(80, [['evil\u001b[2J\nname', '', '', '']])).toEqual(['ID', 'evil�[2J�name'])
  })
})
