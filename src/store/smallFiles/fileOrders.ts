import { closeSync, lstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'

import { syncFiles } from '../../foundation/files/syncFiles.ts'

/** What is to be done with many files, one after the other. */
export type FileOrder =
  /** Makes read-only files of these bytes, which must not be there. */
  | { kind: 'make'; paths: string[]; pieces: Uint8Array[] }
  | { kind: 'rename'; from: string[]; to: string[] }
  | { kind: 'makeFolders'; paths: string[] }
  /** Puts files and their names on the disk. */
  | { kind: 'sync'; paths: string[] }
  /** Answers which of the files are there and have these lengths. */
  | { kind: 'find'; paths: string[]; lengths: number[] }

/** Works at once and keeps others in the thread waiting. Answers a `find`: 1 for there, 0 for not. @throws system errors */
export async function carryOut(order: FileOrder): Promise<Uint8Array | undefined> {
  switch (order.kind) {
    case 'make':
      makeFiles(order)
      return undefined
    case 'rename':
      for (const [index, path] of order.from.entries()) renameSync(path, order.to[index]!)
      return undefined
    case 'makeFolders':
      for (const path of order.paths) mkdirSync(path, { recursive: true })
      return undefined
    case 'sync':
      await syncFiles(order.paths)
      return undefined
    case 'find':
      return Uint8Array.from(order.paths, (path, index) => {
        const found = lstatSync(path, { throwIfNoEntry: false })
        return found?.isFile() && found.size === order.lengths[index] ? 1 : 0
      })
  }
}

function makeFiles({ paths, pieces }: FileOrder & { kind: 'make' }): void {
  for (const [index, path] of paths.entries()) {
    const piece = pieces[index]!
    const descriptor = openSync(path, 'wx', 0o444)
    try {
      for (let at = 0; at < piece.length;) at += writeSync(descriptor, piece, at)
    } finally {
      closeSync(descriptor)
    }
  }
}
