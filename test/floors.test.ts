import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** The house, from the ground up; a folder imports only from floors below it, and from itself. */
const floors = [
  ['foundation'],
  ['formats', 'ids', 'gen'],
  ['database', 'store', 'queue'],
  ['sources'],
  ['catalog', 'downloads'],
  ['hub', 'library'],
  ['apps', 'manifests', 'bundles'],
  ['order', 'doctor'],
  ['jobs'],
  ['server', 'worker'],
  ['cli'],
]
/** Neighbours of one floor that may look at each other: the queue lies in the database, the library shelves what the hub pulled, a header names files, the doctor lets order be restored. */
const neighbours = new Set(['queue → database', 'library → hub', 'formats → ids', 'doctor → order'])
const floorOf = new Map(floors.flatMap((folders, floor) => folders.map((folder) => [folder, floor] as const)))

/** Every import of a source file: `from`, `import()` and bare `import`, as written. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^import\s+)['"]([^'"]+)['"]/gm)].map(
    (match) => match[1] ?? '',
  )
}

function sourceFiles(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith(`gen${sep}`))
    .map((file) => join(root, 'src', file))
}

/** The folder of `src/` that `file` stands in; undefined for files of `src/` itself. */
function folderOf(file: string): string | undefined {
  const parts = relative(join(root, 'src'), file).split(sep)
  return parts.length > 1 && parts[0] !== '..' ? parts[0] : undefined
}

describe('the floors of the house', () => {
  it('hold every folder of src', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map((entry) => entry.name).filter((name) => !floorOf.has(name))).toEqual([])
  })

  it('are climbed by no import', () => {
    const files = sourceFiles()
    expect(files.length).toBeGreaterThan(100)
    const violations: string[] = []
    let checked = 0
    for (const file of files) {
      const here = folderOf(file)
      if (here === undefined) continue
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith('.')) continue
        checked++
        const target = resolve(dirname(file), specifier)
        const there = folderOf(target)
        const isHouse = there === undefined && dirname(target) === join(root, 'src')
        const floorHere = floorOf.get(here) ?? -1
        // compose.ts and sample.ts stand above the floors they join; only server, worker and cli may look up to them.
        const floorThere = isHouse ? 8.5 : there === here ? -1 : there === undefined ? -1 : (floorOf.get(there) ?? 99)
        if (there !== here && floorThere >= floorHere && !neighbours.has(`${here} → ${there}`))
          violations.push(`${relative(root, file)} imports ${specifier}`)
      }
    }
    expect(checked).toBeGreaterThan(200)
    expect(violations).toEqual([])
  })

  it('are reached from mock/ only at the ground', () => {
    const files = readdirSync(join(root, 'mock'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(root, 'mock', file))
    const reached = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => folderOf(resolve(dirname(file), specifier)))
        .filter((folder) => folder !== undefined),
    )
    expect([...new Set(reached)].filter((folder) => !['foundation', 'ids'].includes(folder))).toEqual([])
  })
})
