import type { SourceName } from '../ids/slug.ts'
import type { SourceFile } from '../sources/source.ts'

/** One file of a plan: what the source says of it, and how much of it is here. */
export interface PlannedFile {
  /** Relative path with forward slashes, checked by ids/safePath.ts. */
  path: string
  /** Bytes; undefined when the source does not say. */
  size: number | undefined
  /** 64 lower-case hex digits: told by the source, or known from an earlier, verified download. */
  sha256: string | undefined
  /** Git blob id, 40 lower-case hex digits, for files that are not LFS. */
  gitSha1: string | undefined
  /** Of a file without sha256; see SourceFile. */
  others?: SourceFile['others']
  /** True when the source gives any hash: only then can the bytes be verified. */
  hashTold: boolean
  /** Where GET yields the bytes. */
  url: string
  /** `stored`: nothing to fetch; `partial`: `haveBytes` of it are in the incoming folder; `missing`: nothing is here. */
  state: 'stored' | 'partial' | 'missing'
  /** Bytes of the file that are on this machine. */
  haveBytes: number
}

/** What a source's list tells of a file. */
export type TreeFile = Pick<PlannedFile, 'path' | 'size' | 'sha256' | 'gitSha1'>

/** A file of the model that is not meant: recorded with the others, not downloaded. */
interface LeftOutFile extends TreeFile {
  /** Why, as part of a sentence. */
  reason: string
}

/** What a pull will do, worked out before the first byte moves. */
export interface PullPlan {
  slug: string
  source: SourceName
  /** The id as the source writes it. */
  id: string
  /** The revision that was asked for, or the source's default. */
  revision: string
  /** What the revision pointed to when the plan was made; the pull takes exactly this. */
  commit: string
  /** In the order in which the source lists them. */
  files: PlannedFile[]
  leftOut: LeftOutFile[]
  /** Bytes of all files whose size is known. */
  totalBytes: number
  /** Bytes still to fetch, of files whose size is known; a blob that two files share counts once. */
  missingBytes: number
  /** Bytes free in the store's file system. */
  freeBytes: number
  /** True when the source did not answer and the plan was made from what an earlier sync recorded. */
  offline: boolean
}

/** How far a pull is. Sizes in bytes. */
export interface PullProgress {
  /** Of all files, here by now. */
  doneBytes: number
  /** Grows when the size of a file becomes known only by downloading it. */
  totalBytes: number
  /** Over the network in this run. */
  fetchedBytes: number
  doneFiles: number
  totalFiles: number
  /** The file that moved last. */
  file: string
}

/** One file of a pulled model: verified and in the store under its sha256. */
export interface PulledFile {
  path: string
  /** Bytes. */
  size: number
  sha256: string
  /** Others that were wanted, by name, of a file that was downloaded now. */
  hashes?: Record<string, string> | undefined
}

/** A model whose files are all in the store. */
export interface PulledModel {
  slug: string
  source: SourceName
  id: string
  revision: string
  commit: string
  files: PulledFile[]
  /** Bytes that came over the network. */
  fetchedBytes: number
  /** Bytes that were here already. */
  skippedBytes: number
}
