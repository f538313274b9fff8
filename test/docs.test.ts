import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { describeCommands } from '../scripts/describeCommands.ts'
import { createProgram } from '../src/cli/createProgram.ts'
import { configOptions } from '../src/foundation/config/configOptions.ts'
import { commandsOf, pages, root } from './docs/pages.ts'

// What the pages show is run by docs/firstHalf.test.ts and docs/secondHalf.test.ts.
describe('the documentation', () => {
  it('has a true page of all commands', () => {
    expect(readFileSync(join(root, 'docs', 'cli.md'), 'utf8')).toBe(describeCommands())
    const names = createProgram().commands.map((command) => command.name())
    const shown = pages
      .filter((page) => !page.endsWith('cli.md'))
      .flatMap(commandsOf)
      .join('\n')
    const unseen = names.filter(
      (name) => !['completion', 'config', 'demo', 'jobs'].includes(name) && !shown.includes(`weighthouse ${name}`),
    )
    expect(unseen).toEqual([])
  })

  it('has every setting in its table', () => {
    const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8')
    for (const [name, option] of Object.entries(configOptions)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
      expect(row, name).toContain(option.env.map((variable) => `\`${variable}\``).join(', '))
      expect(row).toContain(option.doc)
    }
  })

  it('leads nowhere that is not there', () => {
    for (const page of [
      ...pages,
      ...readdirSync(join(root, 'docs', 'decisions')).map((name) => join('docs', 'decisions', name)),
    ]) {
      const text = readFileSync(join(root, page), 'utf8')
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
        expect(existsSync(resolve(root, dirname(page), target ?? '')), `${page} → ${target}`).toBe(true)
      }
    }
  })
})
