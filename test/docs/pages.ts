import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

/** The pages that people read, from the project's root. */
export const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

/** The command lines of a page: every line of its blocks marked `sh`. */
export function commandsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => (block[1] ?? '').split('\n').filter(Boolean))
}

interface Half {
  pages: string[]
  commands: number
}

/** The pages with commands in two halves of about as many commands each, so that two processes can run them. */
export function halvesOfPages(): [string[], string[]] {
  const first: Half = { pages: [], commands: 0 }
  const second: Half = { pages: [], commands: 0 }
  const sized = pages.map((page) => ({ page, commands: commandsOf(page).length }))
  for (const { page, commands } of sized
    .filter(({ commands }) => commands > 0)
    .sort((a, b) => b.commands - a.commands)) {
    const half = first.commands <= second.commands ? first : second
    half.pages.push(page)
    half.commands += commands
  }
  return [first.pages, second.pages]
}
