import { AsyncLocalStorage } from 'node:async_hooks'
import fs from 'node:fs'
import fsPromises, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

import type { Database } from '../../../src/database/database.ts'

/*
 * Ends work at one of its changes of the disk as `kill -9` would, within one process: from that change on nothing that the
 * work does reaches the disk or the database. What waits for a change waits for ever, so no catch and no finally of it runs;
 * a synchronous change throws, and whatever is tried then changes nothing either. Real kills are tested beside it
 * (mapAndKill, importModels, orderAndKill, scanAndKill); this one comes to every change.
 */

/** The life of one process. */
export interface Life {
  /** Killed: nothing of it changes anything any more. */
  over: boolean
}

/** A piece of work that is to be killed. */
interface Doomed {
  life: Life
  folder: string
  /** Changes that it makes before. */
  left: number
  die: () => void
}

class Killed extends Error {}

const doomed = new AsyncLocalStorage<Doomed>()
const never = () => new Promise<never>(() => {})

/** True when the change must not happen. */
function isCutOff(paths: readonly unknown[]): boolean {
  const work = doomed.getStore()
  if (!work) return false
  if (work.life.over) return true
  if (!paths.some((path) => typeof path === 'string' && path.startsWith(work.folder))) return false
  if (work.left-- > 0) return false
  work.life.over = true
  work.die()
  return true
}

type Anything = (...args: unknown[]) => unknown

function guard(target: object, name: string, isSync: boolean): void {
  const holder = target as Record<string, Anything>
  const real = holder[name]!.bind(target)
  holder[name] = (...args) => {
    if (!isCutOff(args)) return real(...args)
    if (isSync) throw new Killed(name)
    return never()
  }
}

const changes = [
  'rename',
  'link',
  'symlink',
  'unlink',
  'rm',
  'rmdir',
  'mkdir',
  'writeFile',
  'copyFile',
  'utimes',
  'chmod',
]
for (const name of changes) guard(fsPromises, name, false)
for (const name of changes) guard(fs, `${name}Sync`, true)
guard(fs, 'createWriteStream', true)

const kept: FileHandle[] = []
const openFiles = new WeakMap<object, string>()
const openDescriptors = new Map<number, string>()
const isReading = (flags: unknown) => flags === undefined || flags === 'r' || flags === fs.constants.O_RDONLY
const realOpen = fsPromises.open.bind(fsPromises)
fsPromises.open = async (path, flags, mode) => {
  if (!isReading(flags) && isCutOff([path])) return never()
  const handle = await realOpen(path, flags, mode)
  if (!isReading(flags)) openFiles.set(handle, String(path))
  // A process that is killed closes its files itself; here nobody does, and Node would complain of those that are lost.
  if (doomed.getStore()) kept.push(handle)
  return handle
}
const realOpenSync = fs.openSync.bind(fs)
fs.openSync = (path, flags, mode) => {
  if (!isReading(flags) && isCutOff([path])) throw new Killed('openSync')
  const descriptor = realOpenSync(path, flags, mode)
  openDescriptors.set(descriptor, String(path))
  return descriptor
}
const realWriteSync = fs.writeSync.bind(fs) as Anything
fs.writeSync = ((descriptor: number, ...args: unknown[]) => {
  if (isCutOff([openDescriptors.get(descriptor)])) throw new Killed('writeSync')
  return realWriteSync(descriptor, ...args)
}) as typeof fs.writeSync

const probe = await realOpen(process.execPath, 'r')
const handles = Object.getPrototypeOf(probe) as Record<string, (...args: unknown[]) => Promise<unknown>>
await probe.close()
for (const name of ['write', 'writev', 'writeFile', 'truncate']) {
  const real = handles[name]!
  handles[name] = function guarded(this: FileHandle, ...args: unknown[]) {
    return isCutOff([openFiles.get(this)]) ? never() : real.apply(this, args)
  }
}
syncBuiltinESMExports()

/**
 * Runs `work`, and kills it at its change of that number in the folder (0 is the first).
 * @returns true when it came so far
 */
export async function crashAtChange(
  { folder, life, change }: { folder: string; life: Life; change: number },
  work: () => Promise<unknown>,
): Promise<boolean> {
  const { promise: crashed, resolve } = Promise.withResolvers<true>()
  const ended = doomed.run({ life, folder, left: change, die: () => resolve(true) }, async () => {
    try {
      await work()
    } catch (error) {
      // What a life that is over ends in is nobody's concern.
      if (!life.over) throw error
    }
    return life.over
  })
  return Promise.race([ended, crashed])
}

/** The same database, to which a life that is over writes nothing. */
export function ofLife(database: Database, life: Life): Database {
  const kysely = database.kysely.withPlugin({
    transformQuery({ node }) {
      if (life.over) throw new Killed('query')
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  return {
    ...database,
    kysely,
    write: (work, options) => (life.over ? never() : database.write(work, options)),
    ...(database.engine === 'sqlite' && {
      writeSync: (work: Parameters<typeof database.writeSync>[0]) => (life.over ? never() : database.writeSync(work)),
    }),
  } as Database
}
