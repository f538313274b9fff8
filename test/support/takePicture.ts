import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Everything below `root`, by relative path in order: the mode, and the bytes of files or where links lead. */
export async function takePicture(root: string): Promise<Record<string, string>> {
  const picture: [string, string][] = [['.', `${(await lstat(root)).mode.toString(8)} /`]]
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const found = await lstat(path)
    const content = found.isSymbolicLink()
      ? `-> ${await readlink(path)}`
      : found.isDirectory()
        ? '/'
        : await readFile(path, 'latin1')
    picture.push([relative(root, path), `${found.mode.toString(8)} ${content}`])
  }
  return Object.fromEntries(picture.sort(([one], [other]) => (one < other ? -1 : 1)))
}
