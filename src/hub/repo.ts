import type { UtcMilliseconds } from '../foundation/time.ts'
import type { SourceName } from '../ids/slug.ts'
import type { FileType } from './classifyFile.ts'

/** A model that the hub follows. */
export interface Repo {
  id: string
  slug: string
  source: SourceName
  /** The id as the source writes it. */
  repoId: string
  vendor: string
  name: string
  /** `synced`: its file list is known; `error`: the last sync failed, see `error`. */
  status: 'registered' | 'synced' | 'error'
  error: string | undefined
  /** The revision that is followed, and the commit that it pointed to at the last sync. */
  revision: string | undefined
  commit: string | undefined
  createdAt: UtcMilliseconds
  updatedAt: UtcMilliseconds
  /** The files at `commit`; only where one repo was asked for. */
  artifacts: Artifact[] | undefined
}

/** One file of a repo at one commit. */
export interface Artifact {
  id: string
  filePath: string
  fileType: FileType
  sizeBytes: number | undefined
  /** sha256, from the source or computed. */
  contentHash: string | undefined
  downloadStatus: 'pending' | 'downloading' | 'completed' | 'failed'
  /** The blob's path on this machine. */
  localPath: string | undefined
  lastVerifiedAt: UtcMilliseconds | undefined
}
