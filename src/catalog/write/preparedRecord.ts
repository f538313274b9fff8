import type { SourceName } from '../../ids/slug.ts'
import type { AttributeKind, NumberColumn } from '../index/indexedModel.ts'

/** A record with everything that the catalog keeps of it, ready to be written. */
export interface PreparedRecord {
  source: SourceName
  id: string
  name: string
  author: string | undefined
  task: string | undefined
  library: string | undefined
  license: string | undefined
  revision: string | undefined
  /** NaN where the source does not say. `rising` is not of a record, and is left as it is. */
  numbers: Record<Exclude<NumberColumn, 'rising'>, number>
  gated: boolean
  nsfwLevel: number
  /** Each once. Author, task, library, license, tags, datasets, bases and relations to parents. */
  attributes: readonly AttributeValue[]
  /** Separated by line feeds; empty for none. */
  moreWords: string
  /** As kept in `file_hashes`; see hashRows.ts. */
  hashes: readonly string[]
  /** As kept in `model_records`; see packRecord.ts. */
  packedRecord: Uint8Array
  recordHash: Uint8Array
  partsHash: Uint8Array
}

export interface AttributeValue {
  kind: AttributeKind
  value: string
}

export interface PreparedBatch {
  /** In the order of what they were made from. */
  records: PreparedRecord[]
  rejected: RejectedRecord[]
}

/** A record that could not be understood: its id if known, and why. */
export interface RejectedRecord {
  id: string | undefined
  reason: string
}
