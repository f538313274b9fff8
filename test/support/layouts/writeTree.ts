import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Files by path: their bytes, or where a symbolic link leads. */
export type Tree = Record<string, Buffer | string | { link: string }>

/** Writes a tree of files. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const place = join(folder, path)
    await mkdir(dirname(place), { recursive: true })
    if (typeof content === 'object' && 'link' in content) await symlink(content.link, place)
    else await writeFile(place, content)
  }
}
