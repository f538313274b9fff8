import { posix, relative, sep } from 'node:path'

/** A folder of an application, and what it lists of it. Facts with their sources stand at each adapter. */
export interface ListedFolder {
  /** Which folder of the application; default `models`. */
  root?: string
  /** Below that one, with forward slashes; empty for itself. */
  folder: string
  /** Lower case with the dot; undefined for every file. */
  endings?: readonly string[]
  /** How many folders may, and must, stand between the folder and the file; default any number. */
  depth?: { least: number; most: number }
  /** Of a model in several files (`x-00001-of-00003.gguf`) only the first is listed. */
  firstPartOnly?: boolean
}

/** Whether an application lists the file at `path`, which is there. */
export function isListed(
  listed: readonly ListedFolder[],
  roots: Readonly<Record<string, string>>,
  path: string,
): boolean {
  return listed.some(({ root = 'models', folder, endings, depth, firstPartOnly }) => {
    const base = roots[root]
    if (base === undefined) return false
    const inside = relative(posix.join(base, folder), path).split(sep)
    if (inside[0] === '..' || inside[0] === '') return false
    const name = inside.at(-1) ?? ''
    const between = inside.length - 1
    if (depth && (between < depth.least || between > depth.most)) return false
    if (endings && !endings.includes(posix.extname(name).toLowerCase())) return false
    return !(firstPartOnly && /-(?!0*1-of-)\d+-of-\d+\.[a-z]+$/i.test(name))
  })
}
