import { chmod, mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { z } from 'zod'

import type { CatalogBenchOptions } from './benchOptions.ts'

/** Bytes on disk at the fullest moment, by model: records, our home, and both peers with their input. */
const bytesPerModel = 6500

/** What a kept home holds, so that a later run knows whether it may use it. */
const homeState = z.object({
  models: z.number(),
  seed: z.number(),
  origin: z.string(),
  /** How often its records were changed by the delta. */
  round: z.number(),
})
export type HomeState = z.infer<typeof homeState>

export interface Workspace {
  /** The home under test. */
  home: string
  /** A new folder, deleted at the end or by the returned function. */
  makeFolder(name: string): Promise<{ path: string; remove: () => Promise<void> }>
  file(name: string): string
  /** Ends something at the end of the run, also when that comes by a signal; or before, by the returned function. */
  onClose(close: () => Promise<void>): () => Promise<void>
  readState(): Promise<HomeState | undefined>
  writeState(state: HomeState): Promise<void>
  close(): Promise<void>
}

/**
 * Folders for one run. Everything is deleted by `close`, but for a home that was named or is to be kept.
 * @throws Error when the disk has too little room
 */
export async function openWorkspace(options: CatalogBenchOptions): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'weighthouse-bench-'))
  const home = options.home === undefined ? join(root, 'home') : resolve(options.home)
  const closers: (() => Promise<void>)[] = [
    () => (options.keep && options.home === undefined ? Promise.resolve() : rm(root, { recursive: true, force: true })),
  ]
  let closing: Promise<void> | undefined
  // A signal closes while the run goes on until it notices; both wait for the same.
  const close = () =>
    (closing ??= (async () => {
      for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
    })())
  const onClose: Workspace['onClose'] = (closer) => {
    closers.push(closer)
    return async () => {
      const place = closers.indexOf(closer)
      if (place === -1) return
      closers.splice(place, 1)
      await closer()
    }
  }
  const stop = (signal: NodeJS.Signals) => {
    process.stderr.write(`\n${signal}: ending the servers and deleting what was made …\n`)
    close().then(
      () => process.exit(130),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  closers.push(async () => {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  })
  const statePath = join(home, 'bench.json')
  try {
    // PostgreSQL runs as another user where we are root, and reads files below.
    await chmod(root, 0o755)
    await checkRoom(root, options.models * bytesPerModel)
    await mkdir(home, { recursive: true })
  } catch (error) {
    await close()
    throw error
  }
  return {
    home,
    async makeFolder(name) {
      const path = join(root, name)
      await mkdir(path)
      return { path, remove: onClose(() => rm(path, { recursive: true, force: true })) }
    },
    file: (name) => join(root, name),
    onClose,
    async readState() {
      try {
        return homeState.parse(JSON.parse(await readFile(statePath, 'utf8')))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    writeState: (state) => writeFile(statePath, JSON.stringify(state)),
    close,
  }
}

async function checkRoom(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  process.stderr.write(`Needs up to ${gigabytes(needed)} below ${folder}; ${gigabytes(free)} are free.\n`)
  if (free < needed) throw new Error(`Too little room below ${folder}. Set TMPDIR to a folder with more.`)
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
