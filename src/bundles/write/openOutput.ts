import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import { contentsName } from '../contents.ts'
import { blockBytes, decodeHeader } from '../tar/tarHeader.ts'
import { openVolumes, partPath, readPartName, type Volumes } from '../volumes.ts'

/** Where an archive of a known size goes: under temporary names until it is whole. */
export interface Output {
  /** Final paths of all parts, in order. */
  readonly paths: readonly string[]
  /** What an earlier run left, to be looked at; empty for a first one. With `finished`, parts that have their name already count. */
  openEarlier(options: { finished: boolean }): Promise<Volumes>
  /** Says that what stands at the final names may be replaced. @throws WeighthouseError CONFLICT for what is no bundle */
  checkReplaced(): Promise<void>
  /** Begins to write at `position`; what is there from there on is cut off. */
  startAt(position: number): Promise<void>
  /** The next bytes. */
  write(bytes: Buffer): Promise<void>
  /** Makes all of it durable and gives the parts their names, the first one last: only then the archive is there. */
  finish(): Promise<void>
  /** Closes what is open. May be called twice. */
  close(): Promise<void>
}

interface OutputOptions {
  file: string
  /** Bytes of the whole archive. */
  size: number
  /** Bytes of a part; undefined for one file. */
  splitBytes: number | undefined
}

export async function openOutput({ file, size, splitBytes }: OutputOptions): Promise<Output> {
  const partBytes = splitBytes ?? size
  const count = splitBytes === undefined ? 1 : Math.ceil(size / splitBytes)
  const paths = Array.from({ length: count }, (_, index) => (splitBytes === undefined ? file : partPath(file, index)))
  if (splitBytes !== undefined) await refuseMoreParts(file, count)
  let current: { handle: FileHandle; index: number } | undefined
  let place = 0

  async function enter(index: number): Promise<FileHandle> {
    if (current?.index === index) return current.handle
    await leave()
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW
    current = { handle: await open(temporary(paths[index]!), flags, 0o644), index }
    return current.handle
  }

  async function leave(): Promise<void> {
    const left = current
    current = undefined
    if (!left) return
    try {
      await left.handle.sync()
    } finally {
      await left.handle.close()
    }
  }

  return {
    paths,
    async openEarlier({ finished }) {
      const there: string[] = []
      for (const path of paths) {
        const found = await sizeOf(temporary(path))
        const final = found === undefined && finished ? await sizeOf(path) : undefined
        const bytes = found ?? final
        // A longer one was cut otherwise.
        if (bytes === undefined || bytes > partBytes) break
        there.push(found === undefined ? path : temporary(path))
        // Only whole parts have a next one.
        if (bytes !== partBytes) break
      }
      return openVolumes(there)
    },
    checkReplaced: () => refuseStranger(paths),
    async startAt(position) {
      place = position
      for (const [index, path] of paths.entries()) {
        const keep = Math.min(partBytes, Math.max(0, position - index * partBytes))
        const found = await sizeOf(temporary(path))
        if (found !== undefined && found > keep) await (await enter(index)).truncate(keep)
      }
    },
    async write(bytes) {
      for (let written = 0; written < bytes.length;) {
        const index = Math.min(count - 1, Math.floor(place / partBytes))
        const offset = place - index * partBytes
        const handle = await enter(index)
        const length = Math.min(bytes.length - written, partBytes - offset)
        const { bytesWritten } = await handle.write(bytes, written, length, offset)
        written += bytesWritten
        place += bytesWritten
      }
    },
    async finish() {
      await leave()
      for (const path of paths.toReversed()) {
        if ((await sizeOf(temporary(path))) === undefined) continue
        // Also what an earlier run wrote and did not live to make durable.
        await syncFile(temporary(path))
        await rename(temporary(path), path)
      }
      await syncDirectory(dirname(file))
    },
    async close() {
      const left = current
      current = undefined
      await left?.handle.close()
    },
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What a part is called until the whole is there. */
function temporary(path: string): string {
  return `${path}.partial`
}

/** @throws WeighthouseError INVALID_ARGUMENT when something is there that is no file */
async function sizeOf(path: string): Promise<number | undefined> {
  const found = await ifPresent(lstat(path))
  if (!found || found.isFile()) return found?.size
  throw new WeighthouseError('INVALID_ARGUMENT', `${path} is not a file.`, {
    hint: 'Name a file in a folder that there is.',
    details: { path },
  })
}

/** A file of another kind is somebody's, and stays. */
async function refuseStranger(paths: readonly string[]): Promise<void> {
  const there: string[] = []
  for (const path of paths) if ((await sizeOf(path)) !== undefined) there.push(path)
  const [path] = there
  if (path === undefined || (path === paths[0] && (await isBundle(path)))) return
  throw new WeighthouseError('CONFLICT', `${path} is there already, and is no bundle of models.`, {
    hint: 'Remove it, or name another file.',
    details: { path },
  })
}

async function isBundle(path: string): Promise<boolean> {
  const file = await openVolumes([path])
  try {
    const header = file.size < blockBytes ? undefined : decodeHeader(await file.read(0, blockBytes))
    return header !== undefined && 'name' in header && header.name === contentsName
  } finally {
    await file.close()
  }
}

/** Parts of a longer bundle would be taken for parts of this one. */
async function refuseMoreParts(file: string, count: number): Promise<void> {
  const names = (await ifPresent(readdir(dirname(file)))) ?? []
  const more = names.find((name) => {
    const part = readPartName(name)
    return part?.name === basename(file) && part.index >= count
  })
  if (more === undefined) return
  throw new WeighthouseError('CONFLICT', `${join(dirname(file), more)} is part of another bundle of this name.`, {
    hint: 'Remove the parts of the old bundle, or name another file.',
    details: { path: join(dirname(file), more) },
  })
}
