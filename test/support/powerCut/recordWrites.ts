import childProcess from 'node:child_process'
import fs from 'node:fs'
import fsPromises, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'
import { serialize } from 'node:v8'

import type { DiskEvent } from './diskEvents.ts'

/*
 * Imported before a program (`node --import`): writes down, in their order, what it changes on the disk and when it asks
 * for that to be durable, and puts the list into the file that POWER_CUT_LOG names when the program ends. Everything is
 * still done; see simulateDisk.ts for what becomes of it in a power cut.
 */

const logPath = process.env['POWER_CUT_LOG']
if (logPath === undefined) throw new Error('POWER_CUT_LOG names no file.')

const events: DiskEvent[] = []
let tick = 0
let lastFile = 0
const filesByInode = new Map<bigint, number>()
const openFiles = new WeakMap<FileHandle, { file: number; position: number }>()
const openDescriptors = new Map<number, number>()

const realOpen = fsPromises.open.bind(fsPromises)
const realOpenSync = fs.openSync.bind(fs)

function noteOpen(path: unknown, inode: bigint, wasThere: boolean, flags: unknown): number {
  let file = wasThere ? filesByInode.get(inode) : undefined
  if (file === undefined) {
    file = ++lastFile
    filesByInode.set(inode, file)
    if (!wasThere) events.push({ kind: 'create', at: ++tick, path: String(path), file })
  }
  if (typeof flags === 'string' && flags.startsWith('w')) events.push({ kind: 'truncate', at: ++tick, file, size: 0 })
  return file
}

function noteWrite(file: number, start: number, bytes: Uint8Array): () => void {
  const event: DiskEvent = { kind: 'write', at: ++tick, ended: Infinity, file, start, bytes: Uint8Array.from(bytes) }
  events.push(event)
  return () => {
    event.ended = ++tick
  }
}

function noteSync(file: number | 'all'): () => void {
  const event: DiskEvent = { kind: 'sync', at: ++tick, ended: Infinity, file }
  events.push(event)
  return () => {
    event.ended = ++tick
  }
}

fsPromises.open = async (path, flags, mode) => {
  const wasThere = fs.existsSync(path)
  const handle = await realOpen(path, flags, mode)
  const { ino } = await handle.stat({ bigint: true })
  openFiles.set(handle, { file: noteOpen(path, ino, wasThere, flags), position: 0 })
  return handle
}

const probe = await realOpen(process.execPath, 'r')
const prototype = Object.getPrototypeOf(probe) as Record<string, (...args: unknown[]) => Promise<unknown>>
await probe.close()

function wrapHandle(name: string, note: (handle: FileHandle, args: unknown[]) => () => void): void {
  const real = prototype[name]!
  prototype[name] = async function wrapped(this: FileHandle, ...args: unknown[]) {
    const done = note(this, args)
    const result = await real.apply(this, args)
    done()
    return result
  }
}

wrapHandle('write', (handle, [bytes, offset, length, position]) => {
  const open = openFiles.get(handle)!
  if (!(bytes instanceof Uint8Array)) throw new Error('Only bytes are written at a place.')
  const from = typeof offset === 'number' ? offset : 0
  const written = bytes.subarray(from, typeof length === 'number' ? from + length : undefined)
  const start = typeof position === 'number' ? position : open.position
  open.position = start + written.length
  return noteWrite(open.file, start, written)
})
wrapHandle('writeFile', (handle, [data]) => {
  const open = openFiles.get(handle)!
  const bytes = typeof data === 'string' ? Buffer.from(data) : (data as Uint8Array)
  const done = noteWrite(open.file, open.position, bytes)
  open.position += bytes.length
  return done
})
wrapHandle('truncate', (handle, [size = 0]) => {
  events.push({ kind: 'truncate', at: ++tick, file: openFiles.get(handle)!.file, size: Number(size) })
  return () => {}
})
for (const name of ['sync', 'datasync']) wrapHandle(name, (handle) => noteSync(openFiles.get(handle)!.file))

// A name counts from when its change was asked for: whether it is there after a power cut is open until it is synced.
fsPromises.rename = wrapName(fsPromises.rename, (from, to) => ({ kind: 'rename', from, to }))
fsPromises.unlink = wrapName(fsPromises.unlink, (path) => ({ kind: 'remove', path }))
fsPromises.rm = wrapName(fsPromises.rm, (path) => ({ kind: 'remove', path }))
fsPromises.mkdir = wrapName(fsPromises.mkdir, (path) => ({ kind: 'makeFolder', path }))
fsPromises.link = wrapName(fsPromises.link, (from, to) => ({ kind: 'link', from, to }))
fs.renameSync = wrapName(fs.renameSync, (from, to) => ({ kind: 'rename', from, to }))
fs.mkdirSync = wrapName(fs.mkdirSync, (path) => ({ kind: 'makeFolder', path }))

type NameChange = DiskEvent extends infer Event ? (Event extends { at: number } ? Omit<Event, 'at'> : never) : never

function wrapName<F extends (...args: never[]) => unknown>(real: F, change: (a: string, b: string) => NameChange): F {
  const wrapped = (...args: never[]) => {
    events.push({ ...change(String(args[0]), String(args[1])), at: ++tick })
    return real(...args)
  }
  return wrapped as F
}

fs.openSync = (path, flags, mode) => {
  const wasThere = fs.existsSync(path)
  const descriptor = realOpenSync(path, flags, mode)
  if (flags !== 'r') {
    openDescriptors.set(descriptor, noteOpen(path, fs.fstatSync(descriptor, { bigint: true }).ino, wasThere, flags))
  }
  return descriptor
}
const realWriteSync = fs.writeSync.bind(fs)
const writtenTo = new Map<number, number>()
fs.writeSync = ((descriptor: number, bytes: Uint8Array, offset: number = 0) => {
  const file = openDescriptors.get(descriptor)
  const written = realWriteSync(descriptor, bytes, offset)
  if (file !== undefined) {
    const start = writtenTo.get(file) ?? 0
    noteWrite(file, start, bytes.subarray(offset, offset + written))()
    writtenTo.set(file, start + written)
  }
  return written
}) as typeof fs.writeSync

// `sync --file-system`: all that was written before is on the disk when it ends.
const realExecFile = childProcess.execFile
const realRun = promisify(realExecFile)
const recordedRun = Object.assign((...args: Parameters<typeof realExecFile>) => realExecFile(...args), {
  [promisify.custom]: async (program: string, args: string[]) => {
    const done = program === 'sync' ? noteSync('all') : () => {}
    const result = await realRun(program, args)
    done()
    return result
  },
})
Object.defineProperty(childProcess, 'execFile', { value: recordedRun, configurable: true })

syncBuiltinESMExports()
process.on('exit', () => fs.writeFileSync(logPath, serialize(events)))
