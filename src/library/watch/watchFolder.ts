import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'

/** A folder that is watched with everything below. */
export interface FolderWatch {
  /** `polling` when the system has no more watches to give, or does not tell of changes. */
  readonly kind: 'events' | 'polling'
  /** Takes up folders that have come since, below one that changed. */
  refresh(folder: string): Promise<void>
  close(): void
}

export interface WatchOptions {
  /** Called with the folder in which something changed, relative to the watched one; empty for itself, or when nobody knows. */
  onChange(folder: string, name: string | undefined): void
  /** Names that say nothing, such as those of a database's own files. */
  isIgnored(name: string): boolean
  /** How often to look where the system does not tell, in milliseconds. */
  pollMs: number
  /** Called when watching by events came to its end. */
  onFallback(reason: string): void
}

/** inotify gives some ten thousand watches to a user; a larger tree is looked at now and then instead. */
const mostFolders = 20_000
const deepest = 32
const noMoreWatches = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM'])

/**
 * Watches a folder and everything below. Linux tells of one folder at a time, so each has a watch of its own (Node's recursive
 * one would take one for every file); macOS and Windows tell of a whole tree.
 */
export async function watchFolder(path: string, options: WatchOptions): Promise<FolderWatch> {
  const watchers = new Map<string, FSWatcher>()
  let polling: NodeJS.Timeout | undefined
  let closed = false

  if (process.platform === 'darwin' || process.platform === 'win32') watchTree()
  else await take('', 0)
  return {
    get kind() {
      return polling ? 'polling' : 'events'
    },
    async refresh(folder) {
      if (!polling && process.platform !== 'darwin' && process.platform !== 'win32') await take(folder, depthOf(folder))
    },
    close() {
      closed = true
      clearInterval(polling)
      stop()
    },
  }

  function watchTree(): void {
    add('', { recursive: true }, (name) => {
      const parts = (name ?? '').split(/[\\/]/)
      const last = parts.pop()
      options.onChange(parts.join('/'), last)
    })
  }

  /** Watches a folder and those below that are not watched yet. */
  async function take(folder: string, depth: number): Promise<void> {
    if (closed || polling) return
    if (!watchers.has(folder)) add(folder, {}, (name) => options.onChange(folder, name))
    if (watchers.size > mostFolders) return fallBack(`it has more than ${mostFolders} folders`)
    if (depth >= deepest) return
    for (const name of await listFolders(join(path, folder))) {
      await take(folder === '' ? name : `${folder}/${name}`, depth + 1)
    }
  }

  function add(folder: string, how: { recursive?: boolean }, onEvent: (name: string | undefined) => void): void {
    try {
      const watcher = watch(join(path, folder), { persistent: false, ...how }, (_event, name) => {
        if (name !== null && options.isIgnored(name)) return
        onEvent(name ?? undefined)
      })
      watcher.on('error', (error) => forget(folder, error))
      watchers.set(folder, watcher)
    } catch (error) {
      forget(folder, error)
    }
  }

  function forget(folder: string, error: unknown): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
    const code = systemErrorCode(error) ?? ''
    if (noMoreWatches.has(code)) fallBack(`the system has no more watches to give (${code})`)
    // Gone since it was listed; its parent tells of it.
    else if (folder === '' && !closed) fallBack(`it cannot be watched (${code || String(error)})`)
  }

  function fallBack(reason: string): void {
    if (polling || closed) return
    stop()
    polling = setInterval(() => options.onChange('', undefined), options.pollMs)
    polling.unref()
    options.onFallback(reason)
  }

  function stop(): void {
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
}

async function listFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO'].includes(systemErrorCode(error) ?? '')) return []
    throw error
  }
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length
}
