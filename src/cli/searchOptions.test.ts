import { Command } from 'commander'
import { describe, expect, it } from 'vitest'

import type { SearchText } from '../catalog/search/searchText.ts'
import { addSearchOptions, readSearchText, toQueryString } from './searchOptions.ts'

function read(...args: string[]): SearchText {
  let search: SearchText | undefined
  const command = new Command('search').argument('[words...]').exitOverride()
  addSearchOptions(command, { sort: true }).action((words: string[], options, command: Command) => {
    search = readSearchText(words, options, command)
  })
  command.parse(args, { from: 'user' })
  if (!search) throw new Error('it was not parsed')
  return search
}

describe('the options of a search', () => {
  it('name values to have and values not to have, several of a field, and ranges', () => {
    const search = read(
      'llama -lora',
      '--filter',
      'license_class=permissive',
      '--filter',
      'author!=TheBloke',
      '--author',
      'Qwen',
      '--filter',
      'tag=a=b',
      '--range',
      'parameters=6e9..9e9',
      '--memory',
      'rtx 4090',
      '--no-gated',
    )

    expect(toQueryString(search)).toBe(
      'query=llama+-lora&author=Qwen&author=%21TheBloke&license_class=permissive&tag=a%3Db&parameters=6e9..9e9&gated=false&memory=rtx+4090',
    )
  })

  it('say nothing of terms and origin unless told', () => {
    expect(read()).toMatchObject({ query: '', gated: undefined, original: undefined })
    expect(read('--gated', '--no-original')).toMatchObject({ gated: true, original: false })
  })

  it.each([
    [['--filter', 'license'], '--filter: "license" is not field=value.', 'Write license=mit, or license!=mit.'],
    [['--filter', 'colour=red'], '--filter: there is no filter "colour".', 'Filters are source, author,'],
    [
      ['--filter', 'parameters=7B..'],
      '--filter: there is no filter "parameters".',
      'Write --range parameters=from..to.',
    ],
    [['--filter', '__proto__=x'], '--filter: there is no filter "__proto__".', 'Filters are'],
    [['--range', 'parameters'], '--range: "parameters" is not field=from..to.', 'Write parameters=6e9..9e9.'],
    [['--range', 'beauty=1..2'], '--range: there is no range of "beauty".', 'Ranges are of parameters,'],
    [['--range', 'likes=1..', '--range', 'likes=..9'], '--range: likes is given twice.', 'Give one range of a field.'],
  ])('%j is refused with what to write instead', (args, message, hint) => {
    expect(() => read(...args)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message, hint: expect.stringContaining(hint) }),
    )
  })
})
