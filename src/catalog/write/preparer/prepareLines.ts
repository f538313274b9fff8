import { isWeighthouseError } from '../../../foundation/errors.ts'
import { type SourceName, sourceNames } from '../../../ids/slug.ts'
import type { PreparedBatch, PreparedRecord, RejectedRecord } from '../preparedRecord.ts'
import { prepareRecord } from '../prepareRecord.ts'

export interface PreparedLines extends PreparedBatch {
  /** Of records that their source no longer lists: the place in `records`, and since when. */
  removed: [place: number, removedAt: number][]
}

const lineFeed = 0x0a

/**
 * Prepares the records of NDJSON: each line a record in its source's schema, or `{"source": …, "record": {…}}`, with
 * `removedAt` (UTC milliseconds) when its source no longer lists it. A line that cannot be understood is rejected, the
 * others are not.
 * @param source of records that do not name theirs; undefined: as the record's id tells (a number on CivitAI)
 */
export function prepareLines(bytes: Uint8Array, source?: SourceName): PreparedLines {
  const records: PreparedRecord[] = []
  return { records, ...prepareEachLine(bytes, source, (record) => records.push(record)) }
}

/** As {@link prepareLines}, for who wants each record as it comes. */
export function prepareEachLine(
  bytes: Uint8Array,
  source: SourceName | undefined,
  take: (record: PreparedRecord) => void,
): Omit<PreparedLines, 'records'> {
  const into: Lines = { count: 0, take, rejected: [], removed: [] }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let start = 0; start < text.length;) {
    const found = text.indexOf(lineFeed, start)
    const end = found < 0 ? text.length : found
    const line = text.toString('utf8', start, end)
    start = end + 1
    if (line.trim() !== '') prepareLine(line, source, into)
  }
  return { rejected: into.rejected, removed: into.removed }
}

interface Lines extends Pick<PreparedLines, 'rejected' | 'removed'> {
  count: number
  take(record: PreparedRecord): void
}

function prepareLine(line: string, source: SourceName | undefined, into: Lines): void {
  const json = parseLine(line)
  if (json === undefined) into.rejected.push({ id: undefined, reason: `not a JSON object: ${line.slice(0, 100)}` })
  // What a bundle says of itself; see bundle/bundleFormat.ts.
  else if ('weighthouse' in json) return
  else if ('record' in json && 'source' in json) prepareNamed(json.source, json, into)
  else takeRecord(source ?? sourceOf(json), json, into)
}

function prepareNamed(source: unknown, line: { record?: unknown; removedAt?: unknown }, into: Lines): void {
  const named = sourceNames.find((name) => name === source)
  if (!named) {
    into.rejected.push({ id: readId(line.record), reason: 'of a source that is not known' })
    return
  }
  const taken = takeRecord(named, line.record, into)
  if (taken && typeof line.removedAt === 'number') into.removed.push([into.count - 1, line.removedAt])
}

function takeRecord(source: SourceName, json: unknown, into: Lines): boolean {
  const record = prepareOrReject(source, json, into.rejected)
  if (!record) return false
  into.count++
  into.take(record)
  return true
}

/** Undefined when it cannot be understood. */
export function prepareOrReject(
  source: SourceName,
  json: unknown,
  rejected: RejectedRecord[],
): PreparedRecord | undefined {
  try {
    return prepareRecord(source, json)
  } catch (error) {
    if (!isWeighthouseError(error, 'INVALID_ARGUMENT', 'UNSUPPORTED')) throw error
    rejected.push({ id: readId(json), reason: error.message })
    return undefined
  }
}

function parseLine(line: string): object | undefined {
  try {
    const json: unknown = JSON.parse(line)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function sourceOf(record: object): SourceName {
  return 'id' in record && typeof record.id === 'number' ? 'civitai' : 'huggingface'
}

function readId(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('id' in json)) return undefined
  return typeof json.id === 'string' || typeof json.id === 'number' ? String(json.id).slice(0, 500) : undefined
}
