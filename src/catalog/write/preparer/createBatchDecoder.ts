import { sourceNames } from '../../../ids/slug.ts'
import { attributeKinds } from '../../index/indexedModel.ts'
import type { AttributeValue, PreparedBatch, PreparedRecord } from '../preparedRecord.ts'
import { type EncodedBatch, flags, hashBytes, numberOrder } from './encodedBatch.ts'

/**
 * Reads the batches of one encoder, each once and in their order; see encodedBatch.ts. An attribute that several records
 * have is one object in all of them. The records share the batch's memory.
 */
export function createBatchDecoder(): (batch: EncodedBatch) => PreparedBatch {
  let table: AttributeValue[] = []

  return (batch) => {
    if (batch.freshTable) table = []
    for (const [index, code] of batch.newKinds.entries()) {
      table.push({ kind: attributeKinds[code]!, value: batch.newValues[index]! })
    }
    const { bytes } = batch
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0

    function readNumber(): number {
      at += 4
      return (buffer[at - 4]! | (buffer[at - 3]! << 8) | (buffer[at - 2]! << 16) | (buffer[at - 1]! << 24)) >>> 0
    }
    function readText(): string {
      const length = readNumber()
      if (length === 0) return ''
      at += length
      return buffer.toString('utf8', at - length, at)
    }
    function readBytes(length: number): Uint8Array {
      at += length
      return bytes.subarray(at - length, at)
    }
    function readAttributes(): AttributeValue[] {
      const length = readNumber()
      const attributes: AttributeValue[] = []
      for (let index = 0; index < length; index++) attributes.push(table[readNumber()]!)
      return attributes
    }
    function readTexts(): string[] {
      const length = readNumber()
      const texts: string[] = []
      for (let index = 0; index < length; index++) texts.push(readText())
      return texts
    }
    function readRecord(numbers: PreparedRecord['numbers']): PreparedRecord {
      const source = sourceNames[buffer[at++]!]!
      const flag = buffer[at++]!
      const nsfwLevel = readNumber()
      const id = readText()
      const name = flag & flags.nameEndsId ? id.slice(id.length - readNumber()) : readText()
      const revision = flag & flags.revision ? readText() : undefined
      const moreWords = readText()
      const attributes = readAttributes()
      return {
        source,
        id,
        name,
        author: findSingle(attributes, 'author'),
        task: findSingle(attributes, 'task'),
        library: findSingle(attributes, 'library'),
        license: findSingle(attributes, 'license'),
        revision,
        numbers,
        gated: (flag & flags.gated) !== 0,
        nsfwLevel,
        attributes,
        moreWords,
        hashes: readTexts(),
        packedRecord: readBytes(readNumber()),
        recordHash: readBytes(hashBytes),
        partsHash: readBytes(hashBytes),
      }
    }

    const records: PreparedRecord[] = []
    for (let index = 0; index < batch.records; index++) {
      records.push(readRecord(readNumbers(batch.numbers, index * numberOrder.length)))
    }
    return { records, rejected: batch.rejected }
  }
}

/** The single ones come first, and have the value of the column of the same name. */
function findSingle(attributes: readonly AttributeValue[], kind: AttributeValue['kind']): string | undefined {
  for (let index = 0; index < 4 && index < attributes.length; index++) {
    const attribute = attributes[index]!
    if (attribute.kind === kind) return attribute.value
  }
  return undefined
}

function readNumbers(numbers: Float64Array, at: number): PreparedRecord['numbers'] {
  return {
    downloads: numbers[at]!,
    likes: numbers[at + 1]!,
    trending: numbers[at + 2]!,
    created: numbers[at + 3]!,
    updated: numbers[at + 4]!,
    parameters: numbers[at + 5]!,
    bytes: numbers[at + 6]!,
    weights: numbers[at + 7]!,
  }
}
