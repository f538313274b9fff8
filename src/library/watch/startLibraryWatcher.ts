import type { Log } from '../../foundation/log.ts'
import type { Library } from '../library.ts'
import { rootsFileName } from '../roots/root.ts'
import { isShelvingName, shelvingMarkerName } from '../shelvingMarker.ts'
import { type FolderWatch, watchFolder } from './watchFolder.ts'

export interface LibraryWatcher {
  /** Waits for what is under way; nothing is called afterwards. */
  close(): Promise<void>
}

export interface LibraryWatcherOptions {
  library: Pick<Library, 'directory' | 'roots' | 'scan' | 'reread'>
  log: Log
  /** Milliseconds without another change after which a change is followed. */
  quietMs?: number
  /** How often to look where the system does not tell of changes. */
  pollMs?: number
  /** How often to look which roots are there. */
  rootsMs?: number
}

/** A change that others follow at once is waited for no longer than this, in milliseconds. */
const longestWaitMs = 1_500
/** So many folders that changed are read one by one; for more, reading all takes less time. */
const mostReread = 200

interface Target {
  /** Undefined for the library itself. */
  root: string | undefined
  path: string
  watch: FolderWatch | undefined
  changed: Set<string>
  timer: NodeJS.Timeout | undefined
  firstAt: number
}

/**
 * Keeps models.db current while the program runs: follows changes of the library's folders and of the roots that are there, and
 * roots that come and go. What fails is logged, and tried again with the next change.
 */
export function startLibraryWatcher(options: LibraryWatcherOptions): LibraryWatcher {
  const { library, log, quietMs = 400, pollMs = 60_000, rootsMs = 5_000 } = options
  const targets = new Map<string, Target>()
  let last: Promise<void> = Promise.resolve()
  let closed = false
  let isTold = false

  then(() => open({ root: undefined, path: library.directory }))
  then(followRoots)
  const rootsTimer = setInterval(() => then(followRoots), rootsMs)
  rootsTimer.unref()

  return {
    async close() {
      closed = true
      clearInterval(rootsTimer)
      for (const target of targets.values()) end(target)
      await last
      for (const target of targets.values()) end(target)
    },
  }

  /** One thing after the other: two scans at a time would only be in each other's way. */
  function then(work: () => Promise<void>): void {
    last = afterLast(last, work)
  }

  async function afterLast(earlier: Promise<void>, work: () => Promise<void>): Promise<void> {
    await earlier
    if (closed) return
    try {
      await work()
    } catch (error) {
      log.warn({ reason: String(error) }, 'A change of the library could not be followed.')
    }
  }

  async function followRoots(): Promise<void> {
    const online = new Map(library.roots().flatMap((root) => (root.online ? [[root.path, root] as const] : [])))
    for (const target of targets.values()) {
      if (target.root === undefined || online.has(target.path)) continue
      end(target)
      targets.delete(target.path)
    }
    for (const root of online.values()) {
      if (targets.has(root.path)) continue
      await open({ root: root.id, path: root.path })
      await library.scan({ path: root.path })
    }
  }

  async function open({ root, path }: Pick<Target, 'root' | 'path'>): Promise<void> {
    const target: Target = { root, path, watch: undefined, changed: new Set(), timer: undefined, firstAt: 0 }
    targets.set(path, target)
    target.watch = await watchFolder(path, {
      pollMs,
      isIgnored: (name) => root === undefined && isOurs(name),
      onChange: (folder) => note(target, folder),
      onFallback(reason) {
        if (!isTold) log.warn({ path, reason }, `Looking for changes every ${pollMs / 1000} s instead of being told.`)
        isTold = true
      },
    })
  }

  function note(target: Target, folder: string): void {
    if (closed) return
    const now = performance.now()
    if (target.changed.size === 0) target.firstAt = now
    target.changed.add(folder)
    clearTimeout(target.timer)
    const wait = Math.max(0, Math.min(quietMs, target.firstAt + longestWaitMs - now))
    target.timer = setTimeout(() => then(() => follow(target)), wait)
    target.timer.unref()
  }

  async function follow(target: Target): Promise<void> {
    const changed = [...target.changed]
    target.changed.clear()
    if (changed.length === 0) return
    for (const folder of changed) await target.watch?.refresh(folder)
    if (target.root !== undefined) {
      await library.scan({ path: target.path })
      return
    }
    const models = new Set(changed.map((folder) => folder.split('/').slice(0, 3).join('/')))
    if (models.size > mostReread || [...models].some((folder) => folder.split('/').length < 3)) {
      await library.scan({ roots: false })
    } else for (const folder of models) await library.reread(folder)
  }

  function end({ watch, timer }: Target): void {
    clearTimeout(timer)
    watch?.close()
  }
}

/** What Weighthouse writes beside the models. */
function isOurs(name: string): boolean {
  return (
    name.startsWith('models.db') ||
    name === rootsFileName ||
    name === shelvingMarkerName ||
    isShelvingName(name) ||
    name.startsWith('.')
  )
}
