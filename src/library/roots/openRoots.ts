import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, statSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { Clock } from '../../foundation/time.ts'
import type { LayoutName } from '../layouts/foundModel.ts'
import { writeJsonAtomically } from '../writeJsonAtomically.ts'
import { type Root, rootsFileName, rootsFileSchema, type RootState } from './root.ts'

/** How long an answer about a root's drive holds, in milliseconds. */
const freshMs = 500

interface AddRoot {
  path: string
  name?: string | undefined
  layout?: LayoutName | undefined
}

/**
 * The list of roots, roots.json. Several processes may change it, one after the other; the last change of a root wins.
 *
 * Errors: INVALID_CONFIG (roots.json is broken), NOT_FOUND (no such folder, no such root), CONFLICT (a root would lie in
 * another, in the library or the store, or the other way round).
 */
export interface Roots {
  /** In the order in which they were added, as they are now. */
  list(): RootState[]
  find(id: string): RootState | undefined
  /** The root of this path, id or name. */
  get(pathIdOrName: string): Promise<RootState>
  /** Checks a folder, as `add` does, and returns the root that it is or would become. */
  plan(options: AddRoot): Promise<RootState>
  /** Adds a root, or returns the one that has this path, with its name and layout changed if they are given. */
  add(options: AddRoot): Promise<RootState>
  update(id: string, change: Partial<Pick<Root, 'scannedAt' | 'mounted' | 'emptySince'>>): Promise<void>
  /** Takes it from the list. Nothing below its path is touched. */
  remove(id: string): Promise<void>
}

/** @param options.apart folders of Weighthouse, absolute, which no root may hold or lie in */
export function openRoots(options: { directory: string; apart: readonly string[]; clock: Clock }): Roots {
  const { directory, apart, clock } = options
  const file = join(directory, rootsFileName)
  let known: { stamp: string; roots: Root[] } = { stamp: '', roots: [] }
  let states: { at: number; list: RootState[] } | undefined
  let last: Promise<unknown> = Promise.resolve()

  return { list, find: (id) => list().find((root) => root.id === id), get, plan, add, update, remove }

  function read(): Root[] {
    const found = lstatSync(file, { throwIfNoEntry: false })
    const stamp = found ? `${found.mtimeMs}:${found.size}:${found.ino}` : 'none'
    if (stamp !== known.stamp) known = { stamp, roots: found ? readRoots(file) : [] }
    return known.roots
  }

  function list(): RootState[] {
    const roots = read()
    const now = performance.now()
    if (!states || now - states.at > freshMs || states.list.length !== roots.length) {
      states = { at: now, list: roots.map(withState) }
    }
    return states.list
  }

  async function get(wanted: string): Promise<RootState> {
    const path = await realPathOf(wanted)
    const found = list().find(
      (root) => root.id === wanted || root.name === wanted || root.path === path || root.path === wanted,
    )
    if (found) return found
    throw new WeighthouseError('NOT_FOUND', `There is no root ${wanted}.`, {
      hint: 'See the roots with `weighthouse root list`, or add one: `weighthouse scan PATH`.',
      details: { path: wanted },
    })
  }

  async function plan({ path: given, name, layout }: AddRoot): Promise<RootState> {
    const path = await checkFolder(given)
    const same = read().find((root) => root.path === path)
    if (same) return withState({ ...same, name: name ?? same.name, layout: layout ?? same.layout })
    await checkApart(path)
    const id = createHash('sha256').update(path).digest('hex').slice(0, 16)
    return withState({
      id: read().some((root) => root.id === id)
        ? createHash('sha256')
            .update(id + clock())
            .digest('hex')
            .slice(0, 16)
        : id,
      name: freeName(name ?? (basename(path) || path), name !== undefined),
      path,
      layout,
      addedAt: clock(),
      scannedAt: undefined,
      mounted: isMountPoint(path),
      emptySince: undefined,
    })
  }

  function add(wanted: AddRoot): Promise<RootState> {
    return alone(async () => {
      const planned = await plan(wanted)
      await write([...read().filter(({ id }) => id !== planned.id), planned].sort((a, b) => a.addedAt - b.addedAt))
      return planned
    })
  }

  function update(id: string, change: Partial<Root>): Promise<void> {
    return alone(() => write(read().map((root) => (root.id === id ? { ...root, ...change } : root))))
  }

  function remove(id: string): Promise<void> {
    return alone(() => write(read().filter((root) => root.id !== id)))
  }

  function freeName(name: string, asked: boolean): string {
    const taken = new Set(read().map((root) => root.name))
    if (!taken.has(name)) return name
    if (asked) {
      throw new WeighthouseError('CONFLICT', `There is a root named ${name} already.`, {
        hint: 'Choose another --name.',
        details: { name },
      })
    }
    for (let number = 2; ; number++) if (!taken.has(`${name} ${number}`)) return `${name} ${number}`
  }

  async function checkApart(path: string): Promise<void> {
    const others = [
      ...(await Promise.all(
        [directory, ...apart].map(async (own) => [await realPathOf(own), "which is Weighthouse's own"] as const),
      )),
      ...read().map((root) => [root.path, `the root ${root.name}`] as const),
    ]
    for (const [other, what] of others) {
      if (other === undefined) continue
      const how = isInside(path, other) ? 'lies in' : isInside(other, path) ? 'holds' : undefined
      if (how === undefined) continue
      throw new WeighthouseError('CONFLICT', `${path} ${path === other ? 'is' : how} ${other}, ${what}.`, {
        hint: 'Scan a folder that holds models of yours only; a root may not lie in another one.',
        details: { path, other },
      })
    }
  }

  async function write(roots: readonly Root[]): Promise<void> {
    const value = { schema_version: 1, roots: roots.map(toJson) }
    const token = createHash('sha256').update(`${process.pid}:${performance.now()}`).digest('hex').slice(0, 16)
    await writeJsonAtomically(file, value, token)
    known.stamp = ''
    states = undefined
  }

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
}

/** True when `path` is `folder` or lies in it. Both absolute. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function withState(root: Root): RootState {
  const offlineReason = whyOffline(root)
  return { ...root, online: offlineReason === undefined, offlineReason }
}

function whyOffline({ path, mounted, emptySince }: Root): string | undefined {
  if (!isFolder(path)) return 'it is not there'
  if (mounted && !isMountPoint(path)) return 'no drive is mounted there'
  if (emptySince !== undefined) return 'all its models are gone at once'
  return undefined
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    // A drive that fails, a folder that became unreadable: as good as away.
    return false
  }
}

/** True when another file system begins at `path`. */
function isMountPoint(path: string): boolean {
  return statSync(path).dev !== statSync(dirname(path)).dev
}

function readRoots(file: string): Root[] {
  const parsed = rootsFileSchema.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (!parsed.success) {
    throw new WeighthouseError('INVALID_CONFIG', `${file} is not usable: ${parsed.error.issues[0]?.message}.`, {
      hint: 'Mend it, or move it away and scan your folders again.',
      details: { path: file },
      cause: parsed.error,
    })
  }
  return parsed.data.roots.map((root) => ({
    id: root.id,
    name: root.name,
    path: root.path,
    layout: root.layout,
    addedAt: Date.parse(root.added_at),
    scannedAt: root.scanned_at === undefined ? undefined : Date.parse(root.scanned_at),
    mounted: root.mounted ?? false,
    emptySince: root.empty_since === undefined ? undefined : Date.parse(root.empty_since),
  }))
}

function toJson({ id, name, path, layout, addedAt, scannedAt, mounted, emptySince }: Root) {
  return {
    id,
    name,
    path,
    layout,
    added_at: new Date(addedAt).toISOString(),
    scanned_at: scannedAt === undefined ? undefined : new Date(scannedAt).toISOString(),
    mounted,
    empty_since: emptySince === undefined ? undefined : new Date(emptySince).toISOString(),
  }
}

async function realPathOf(path: string): Promise<string | undefined> {
  return ifPresent(realpath(path))
}

async function checkFolder(given: string): Promise<string> {
  try {
    const path = await realpath(given)
    if ((await stat(path)).isDirectory()) return path
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(systemErrorCode(error) ?? '')) throw error
    throw notAFolder(given, error)
  }
  throw notAFolder(given, undefined)
}

function notAFolder(path: string, cause: unknown): WeighthouseError {
  return new WeighthouseError('NOT_FOUND', `${path} is not a folder that can be read.`, {
    hint: 'Give the folder that holds your models; if it is on another drive, plug that in first.',
    details: { path },
    cause,
  })
}
