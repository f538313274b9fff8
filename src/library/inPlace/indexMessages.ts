import type { IndexedModel, IndexRow } from '../indexRow.ts'
import type { FoundModel } from '../layouts/foundModel.ts'

/** A model that is to be identified and written down. */
export interface IndexTask {
  slug: string
  found: FoundModel
  /** Its metadata.json so far, and the folder that has it, relative to the library. */
  previous: Pick<IndexedModel, 'path' | 'metadata'> | undefined
}

/** What never changes for a thread. */
export interface IndexSettings {
  /** Of the library, absolute. */
  directory: string
  /** 16 hex digits that mark files in the making. */
  token: string
  /** Names of folders that models have, in lower case. */
  taken: ReadonlySet<string>
}

export interface IndexOrder {
  batch: number
  /** Id of the root. */
  root: string
  /** UTC milliseconds. */
  now: number
  tasks: IndexTask[]
}

export interface IndexAnswer {
  batch: number
  rows: IndexRow[]
  /** Models that could not be written, with why; the rest of the batch is. */
  failed: { path: string; reason: string }[]
}
