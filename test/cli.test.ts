import { execFileSync } from 'node:child_process'

import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'

import { createProgram } from '../src/cli/createProgram.ts'
import { runCli } from './support/runCli.ts'

function allCommands(command: Command, path: string[] = []): { command: Command; path: string[] }[] {
  return command.commands.flatMap((child) => [
    { command: child, path: [...path, child.name()] },
    ...allCommands(child, [...path, child.name()]),
  ])
}

const commands = allCommands(createProgram())

describe('the command line', () => {
  it('starts by its own file, with any Node of the host', async () => {
    const result = await runCli(['--help'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    for (const word of ['search', 'pull', 'serve', 'map', 'jobs']) expect(result.stdout).toContain(`  ${word}`)
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each(commands.map(({ command, path }) => ({ name: path.join(' '), command })))(
    '$name says what it is for and shows an example',
    ({ command }) => {
      expect(command.summary()).toMatch(/^[a-z].{10,}[^.]$/)
      if (command.commands.length > 0 && command.parent?.parent) return
      let help = ''
      command.configureOutput({ writeOut: (text) => (help += text) })
      command.outputHelp()
      if (command.name() !== 'manifests') expect(help).toMatch(/Examples?:\n {2}.*(?:weighthouse|npm run)/)
      for (const option of command.options) expect(option.description).toMatch(/\w{2}/)
    },
  )

  it('completes commands and options in bash', async () => {
    const script = (await runCli(['completion', 'bash'])).stdout
    const complete = (words: string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _weighthouse; printf '%s\\n' "\${COMPREPLY[@]}"`,
        ],
        { encoding: 'utf8' },
      )
        .trim()
        .split('\n')
    expect(complete(['weighthouse', 'se'])).toEqual(['search', 'serve'])
    expect(complete(['weighthouse', 'app', ''])).toEqual(expect.arrayContaining(['add', 'list', 'remove']))
    expect(complete(['weighthouse', 'pull', '--in'])).toEqual(['--include'])
    expect(complete(['weighthouse', 'jobs', 'list', '--st'])).toEqual(['--state'])
    expect(complete(['weighthouse', 'search', '--sort', 'lik'])).toEqual(['likes'])
    expect(complete(['weighthouse', 'growth', 'au'])).toEqual(['author'])
    expect(complete(['weighthouse', 'saved', 'c'])).toEqual(['create', 'check'])
  })

  it.each(['zsh', 'fish'])('prints a completion script for %s', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toContain('complete')
    expect(stdout).toContain('--include'.replace(/^--/, shell === 'fish' ? '' : '--'))
  })
})
