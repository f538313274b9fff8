import { sourceNames } from '../../../ids/slug.ts'
import { growArray } from '../../index/growArray.ts'
import { kindCode } from '../../index/indexedModel.ts'
import { writeUtf8 } from '../../index/writeUtf8.ts'
import type { AttributeValue, PreparedRecord, RejectedRecord } from '../preparedRecord.ts'
import { type EncodedBatch, flags, mostInTable, nameEndsId, numberOrder } from './encodedBatch.ts'

/** Writes batches for one decoder; see encodedBatch.ts. Nothing of a record is kept but its bytes. */
export interface BatchEncoder {
  add(record: PreparedRecord): void
  /** What was added since the last call. */
  take(rejected: RejectedRecord[]): EncodedBatch
}

export function createBatchEncoder(): BatchEncoder {
  const tables: Map<string, number>[] = []
  let tableSize = 0
  let usualBytes = 4096
  let buffer = Buffer.alloc(0)
  let numbers = new Float64Array(0)
  let at = 0
  let records = 0
  let freshTable = false
  let newKinds: number[] = []
  let newValues: string[] = []

  function reserve(more: number): void {
    if (at + more <= buffer.length) return
    const larger = Buffer.from(new ArrayBuffer(Math.max(buffer.length * 2, at + more)))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  function writeNumber(value: number): void {
    buffer[at] = value
    buffer[at + 1] = value >>> 8
    buffer[at + 2] = value >>> 16
    buffer[at + 3] = value >>> 24
    at += 4
  }
  function writeText(text: string): void {
    reserve(4 + text.length * 3)
    const start = at + 4
    const end = writeUtf8(text, buffer, start)
    writeNumber(end - start)
    at = end
  }
  function writeBytes(bytes: Uint8Array): void {
    reserve(bytes.length)
    buffer.set(bytes, at)
    at += bytes.length
  }
  function placeOf({ kind, value }: AttributeValue): number {
    const code = kindCode(kind)
    const table = (tables[code] ??= new Map())
    const known = table.get(value)
    if (known !== undefined) return known
    newKinds.push(code)
    newValues.push(value)
    table.set(value, tableSize)
    return tableSize++
  }
  function writeRecord(record: PreparedRecord): void {
    const nameFollows = nameEndsId(record)
    reserve(10)
    buffer[at++] = sourceNames.indexOf(record.source)
    buffer[at++] =
      (record.gated ? flags.gated : 0) |
      (nameFollows ? flags.nameEndsId : 0) |
      (record.revision === undefined ? 0 : flags.revision)
    writeNumber(record.nsfwLevel)
    writeText(record.id)
    if (nameFollows) {
      reserve(4)
      writeNumber(record.name.length)
    } else writeText(record.name)
    if (record.revision !== undefined) writeText(record.revision)
    writeText(record.moreWords)
    const { attributes, hashes, packedRecord } = record
    reserve(8 + attributes.length * 4)
    writeNumber(attributes.length)
    for (const attribute of attributes) writeNumber(placeOf(attribute))
    writeNumber(hashes.length)
    for (const hash of hashes) writeText(hash)
    reserve(4)
    writeNumber(packedRecord.length)
    writeBytes(packedRecord)
    writeBytes(record.recordHash)
    writeBytes(record.partsHash)
  }

  function begin(): void {
    buffer = Buffer.from(new ArrayBuffer(usualBytes))
    freshTable = tableSize > mostInTable
    if (!freshTable) return
    tables.length = 0
    tableSize = 0
  }

  return {
    add(record) {
      if (records === 0) begin()
      writeRecord(record)
      const start = records * numberOrder.length
      numbers = growArray(numbers, start + numberOrder.length)
      for (let column = 0; column < numberOrder.length; column++) {
        numbers[start + column] = record.numbers[numberOrder[column]!]
      }
      records++
    },
    take(rejected) {
      usualBytes = Math.max(usualBytes, buffer.length)
      const bytes = new Uint8Array(buffer.buffer, 0, at)
      const batch: EncodedBatch = { records, bytes, numbers, freshTable, newKinds, newValues, rejected }
      buffer = Buffer.alloc(0)
      numbers = new Float64Array(0)
      at = records = 0
      freshTable = false
      newKinds = []
      newValues = []
      return batch
    },
  }
}
