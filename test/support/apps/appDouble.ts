/*
 * What the doubles of applications have in common. Each knows an application's folders on disk and how it lists what is in
 * them; the rules are written from what is known of the applications (the sources stand at each), apart from the adapters
 * in src/apps.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join, relative } from 'node:path'

/** What an application shows: names by the list they are in; lists that show nothing are left out. */
export type Shown = Record<string, string[]>

export interface AppDouble {
  id: string
  /** Makes a fresh installation below `folder`, and returns what `app add` is given. */
  make(folder: string): Promise<string>
  /** @param path what `make` returned */
  list(path: string): Promise<Shown>
}

export interface Rule {
  /** Below the application's folder. */
  folder: string
  endings?: string[]
  /** Links to folders are gone into. */
  follows?: boolean
  /** Which of the paths that fit are shown, and as what. */
  show?: (path: string) => string | undefined
}

/** An application that lists its folders by rules. @param more further folders of its lists, which its settings name; absolute */
export function createDouble(options: {
  id: string
  files: Record<string, string>
  folders?: string[]
  rules: Record<string, Rule>
  more?: (path: string) => Promise<Record<string, { folders: string[]; instead?: boolean }>>
}): AppDouble {
  const { id, files, folders = [], rules, more = () => Promise.resolve({}) } = options
  return {
    id,
    async make(parent) {
      const path = join(parent, id)
      await makeFiles(path, files)
      for (const folder of folders) await mkdir(join(path, folder), { recursive: true })
      return path
    },
    async list(path) {
      const named: Record<string, { folders: string[]; instead?: boolean } | undefined> = await more(path)
      const shown: Shown = {}
      for (const [key, rule] of Object.entries(rules)) {
        const { folders: others = [], instead = false } = named[key] ?? {}
        const roots = instead ? others : [join(path, rule.folder), ...others]
        const names = (await Promise.all(roots.map((root) => listFolder(root, rule)))).flat()
        if (names.length > 0) shown[key] = [...new Set(names)].sort()
      }
      return shown
    },
  }
}

async function listFolder(root: string, { endings, follows = true, show = (name) => name }: Rule): Promise<string[]> {
  return (await walk(root, follows)).flatMap((file) => {
    if (endings && !endings.includes(extname(file).toLowerCase())) return []
    return show(relative(root, file)) ?? []
  })
}

/** Files below a folder that can be opened. Hidden ones are left out, as all these applications do. */
export async function walk(folder: string, follows: boolean): Promise<string[]> {
  const found: string[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    const target = await stat(path).catch(() => undefined)
    if (entry.name.startsWith('.') || !target) continue
    if (target.isFile()) found.push(path)
    else if (target.isDirectory() && (follows || !entry.isSymbolicLink())) found.push(...(await walk(path, follows)))
  }
  return found
}

export async function makeFiles(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

/** The text of a file of the application; empty when there is none. */
export function readOwn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

/** Of a model in parts the first, as the path that is shown. */
export function onlyFirst(path: string): string | undefined {
  return !/-\d+-of-\d+\.gguf$/.test(path) || /-0*1-of-\d+\.gguf$/.test(path) ? path : undefined
}
