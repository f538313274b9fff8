import type { NumberColumn } from '../../index/indexedModel.ts'
import type { PreparedRecord, RejectedRecord } from '../preparedRecord.ts'

/*
 * Prepared records as they cross from one thread to the other. Cloning them as objects takes longer than making them;
 * this way the receiving thread spends some two microseconds a record, and most attributes come as a number.
 *
 * `bytes` has the records one after the other; texts and byte strings have their length before them, as have lists
 * (32 bits, the lowest byte first):
 *
 *   record     = source flags nsfwLevel id [ name ] [ revision ] moreWords attributes hashes packedRecord
 *                recordHash partsHash
 *   source     = place in sourceNames, one byte
 *   attributes = places in the attribute table
 *
 * Each thread has an attribute table and adds what a batch brings to it, so both have the same one as long as batches
 * are read in the order of their making.
 */

export interface EncodedBatch {
  records: number
  bytes: Uint8Array<ArrayBuffer>
  /** Those of `numberOrder`, for each record. */
  numbers: Float64Array<ArrayBuffer>
  /** Whether the attribute table begins anew with this batch. */
  freshTable: boolean
  /** Codes of the kinds of the attributes that come to the table, and their values. */
  newKinds: number[]
  newValues: string[]
  rejected: RejectedRecord[]
}

export const numberOrder = [
  'downloads',
  'likes',
  'trending',
  'created',
  'updated',
  'parameters',
  'bytes',
  'weights',
] as const satisfies readonly Exclude<NumberColumn, 'rising'>[]

export const flags = { gated: 1, nameEndsId: 2, revision: 4 } as const

/** Bytes of a record's and of a part's hash. */
export const hashBytes = 8

/** More distinct attributes than this are not remembered at once. */
export const mostInTable = 300_000

/** True when the name is what follows the last slash of the id, as on Hugging Face. */
export function nameEndsId({ id, name }: Pick<PreparedRecord, 'id' | 'name'>): boolean {
  return id.endsWith(name) && (id.length === name.length || id.charCodeAt(id.length - name.length - 1) === slash)
}

const slash = 0x2f
