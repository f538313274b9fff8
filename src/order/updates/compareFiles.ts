import type { UpdateFile } from './updates.ts'

interface ComparedFile {
  path: string
  size: number | undefined
  sha256: string | undefined
}

/**
 * What differs between the files that are here and those that a source has. A pull may have left files of the source out on
 * purpose, so a file that was never here counts as added only among files of a kind that is here.
 */
export function compareFiles(here: readonly ComparedFile[], there: readonly ComparedFile[]): UpdateFile[] {
  const known = new Map(here.map((file) => [file.path, file]))
  const offered = new Set(there.map(({ path }) => path))
  const kinds = new Set(here.map(({ path }) => endingOf(path)))
  const changes: UpdateFile[] = []
  for (const { path, size, sha256 } of there) {
    const file = known.get(path)
    if (!file) {
      if (kinds.has(endingOf(path))) changes.push({ path, change: 'added', size })
    } else if (differs(file, { path, size, sha256 })) changes.push({ path, change: 'changed', size })
  }
  for (const { path, size } of here) if (!offered.has(path)) changes.push({ path, change: 'removed', size })
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function differs(here: ComparedFile, there: ComparedFile): boolean {
  if (here.sha256 !== undefined && there.sha256 !== undefined) return here.sha256 !== there.sha256
  return here.size !== undefined && there.size !== undefined && here.size !== there.size
}

function endingOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? path
}
