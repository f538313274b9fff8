import { createHash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'

import type { WalkedUnit, WalkOptions, WalkProblem } from './walkMessages.ts'

const deepest = 32
const longestPathBytes = 4096
/** Folders in which no application keeps models, and that may be huge. */
const passedOver = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  'venv',
  'lost+found',
  '$RECYCLE.BIN',
  'System Volume Information',
])

/** Lists files with the facts that tell whether they changed. Synchronous: promises would take ten times as long. */
export interface Walker {
  problems: WalkProblem[]
  /** The files of a folder and everything below. */
  walk(unit: string): WalkedUnit
  /** The root's own files, and the folders that are left to be walked; goes down as long as there are only a few. */
  expand(): { walked: WalkedUnit[]; units: string[] }
}

const fewest = 8
const mostExpanded = 64

export function createWalker({ root, apart }: WalkOptions): Walker {
  const problems: WalkProblem[] = []
  const linkedFolders = new Set<string>()
  const prefix = root.endsWith(sep) ? root : root + sep
  let paths: string[] = []
  let facts: number[] = []

  return { problems, walk, expand }

  function walk(unit: string): WalkedUnit {
    descend(unit)
    return finish(unit)
  }

  function expand(): { walked: WalkedUnit[]; units: string[] } {
    const walked: WalkedUnit[] = []
    let units = listFolder('')
    walked.push(finish(''))
    let expanded = 0
    while (units.length < fewest && expanded < mostExpanded) {
      const unit = units.shift()
      if (unit === undefined) break
      units = [...units, ...listFolder(unit)]
      // The folder itself, as opposed to what is below: the name differs from that of a unit that was walked.
      walked.push(finish(`${unit}/.`))
      expanded++
    }
    return { walked, units }
  }

  function finish(unit: string): WalkedUnit {
    const joined = paths.join('\0')
    const numbers = new Float64Array(facts)
    paths = []
    facts = []
    const digest = createHash('sha256').update(joined).update(numbers).digest('base64')
    return { unit, digest, paths: joined, facts: numbers }
  }

  function descend(folder: string): void {
    for (const child of listFolder(folder)) descend(child)
  }

  /** Takes the files of a folder and returns its folders, both in the disk's own order, which only a change changes. */
  function listFolder(folder: string): string[] {
    const folders: string[] = []
    const absolute = folder === '' ? root : prefix + folder
    let entries: Dirent[]
    try {
      entries = readdirSync(absolute, { withFileTypes: true })
    } catch (error) {
      if (folder === '') throw error
      problems.push({ path: absolute, reason: explain(error) })
      return folders
    }
    const base = folder === '' ? '' : `${folder}/`
    const start = absolute.endsWith(sep) ? absolute : absolute + sep
    for (const entry of entries) {
      const { name } = entry
      if (name.startsWith('.')) continue
      if (entry.isFile()) takeFile(base + name, start + name)
      else if (entry.isDirectory()) {
        if (mayEnter(base + name, start + name)) folders.push(base + name)
      } else if (entry.isSymbolicLink() && takeLink(base + name, start + name)) folders.push(base + name)
    }
    return folders
  }

  function takeFile(path: string, absolute: string): void {
    if (isTooLong(absolute)) return
    try {
      const { size, mtimeMs, dev, ino } = lstatSync(absolute)
      paths.push(path)
      facts.push(size, mtimeMs, dev, ino, 0)
    } catch (error) {
      note(absolute, error)
    }
  }

  /** True when the link leads to a folder that is to be walked. */
  function takeLink(path: string, absolute: string): boolean {
    if (isTooLong(absolute)) return false
    try {
      const target = realpathSync(absolute)
      // What Weighthouse linked from the library, or the store, is known already.
      if (apart.some((folder) => isBelow(target, folder))) return false
      const found = statSync(target)
      if (found.isFile()) {
        paths.push(path)
        facts.push(found.size, found.mtimeMs, found.dev, found.ino, 1)
        return false
      }
      // A folder of this root is walked where it lies; a link to what holds the link would never end.
      if (!found.isDirectory() || isBelow(target, root) || isBelow(absolute, target)) return false
      const key = `${found.dev}:${found.ino}`
      if (linkedFolders.has(key)) return false
      linkedFolders.add(key)
      return mayEnter(path, absolute)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') problems.push({ path: absolute, reason: 'it is a link to nothing' })
      else note(absolute, error)
      return false
    }
  }

  function mayEnter(path: string, absolute: string): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (passedOver.has(name) || apart.includes(absolute) || isTooLong(absolute)) return false
    if (depthOf(path) < deepest) return true
    problems.push({ path: absolute, reason: `it is deeper than ${deepest} folders` })
    return false
  }

  function isTooLong(absolute: string): boolean {
    // Characters are at most three bytes each, so most paths need no count.
    if (absolute.length * 3 <= longestPathBytes || Buffer.byteLength(absolute) <= longestPathBytes) return false
    problems.push({ path: absolute, reason: `its path is longer than ${longestPathBytes} bytes` })
    return true
  }

  function note(absolute: string, error: unknown): void {
    if (codeOf(error) === undefined) throw error
    // Gone since the folder was listed; but a name that is no UTF-8 cannot be asked for.
    if (codeOf(error) === 'ENOENT' && !absolute.includes('\uFFFD')) return
    const reason = absolute.includes('\uFFFD') ? 'its name is not UTF-8' : explain(error)
    problems.push({ path: absolute, reason })
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function depthOf(path: string): number {
  let depth = 1
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++
  return depth
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function explain(error: unknown): string {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') return 'there is no permission to read it'
  if (code === 'ELOOP') return 'it is a link that leads in a circle'
  return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`
}
