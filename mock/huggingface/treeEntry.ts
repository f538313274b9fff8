import { hexOf } from '../content/seed.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { commitOf, type HashedFile, lastModified } from './createModelIndex.ts'

/** A file as trees and paths-info show it. `expand` adds its last commit and scan result. */
export function fileEntry(record: HuggingFaceRecord, file: HashedFile, expand: boolean): Record<string, unknown> {
  const { path, size, gitSha1, lfs } = file
  return {
    type: 'file',
    oid: gitSha1,
    size,
    path,
    ...(lfs ? { lfs: { oid: lfs.sha256, size, pointerSize: lfs.pointerSize } } : {}),
    ...(expand
      ? {
          lastCommit: lastCommit(record),
          securityFileStatus: { status: 'safe', avScan: { status: 'safe' }, pickleImportScan: null },
        }
      : {}),
  }
}

export function directoryEntry(record: HuggingFaceRecord, path: string, expand: boolean): Record<string, unknown> {
  const oid = hexOf(`tree/${record.id}/${path}`)
  return { type: 'directory', oid, size: 0, path, ...(expand ? { lastCommit: lastCommit(record) } : {}) }
}

/** Every directory above the paths. */
export function directoriesOf(paths: readonly string[]): Set<string> {
  const directories = new Set<string>()
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      directories.add(path.slice(0, slash))
    }
  }
  return directories
}

function lastCommit(record: HuggingFaceRecord): unknown {
  return { id: commitOf(record), title: 'Upload model', date: lastModified(record) }
}
