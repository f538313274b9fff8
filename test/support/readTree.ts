import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Everything below `root`: text of files, `-> target` of links, `/` of folders, by relative path in order. */
export async function readTree(root: string): Promise<Record<string, string>> {
  const tree: [string, string][] = []
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const found = await lstat(path)
    const content = found.isSymbolicLink()
      ? `-> ${await readlink(path)}`
      : found.isDirectory()
        ? '/'
        : await readFile(path, 'latin1')
    tree.push([relative(root, path), content])
  }
  return Object.fromEntries(tree.sort(([a], [b]) => (a < b ? -1 : 1)))
}
