import type { SourceName } from '../../ids/slug.ts'
import type { Entry } from '../../sources/source.ts'
import { hasMarks, withoutMarks } from './canonicalJson.ts'
import { cleanText } from './cleanText.ts'
import { toHashRows } from './hashRows.ts'
import { hashText } from './hashText.ts'
import { packRecord } from './packRecord.ts'
import type { PreparedRecord } from './preparedRecord.ts'
import { readRecord } from './readRecord.ts'
import { toAttributes } from './toAttributes.ts'

/** Two hundred trigger words are less; what is beyond is no word that anybody looks for. */
const longestWords = 10_000

/**
 * Makes everything of a record that the catalog keeps. Pure; takes some 30 µs.
 *
 * @param fromSource in the source's schema, or nearly; see {@link readRecord}
 * @throws WeighthouseError INVALID_ARGUMENT when it cannot be understood, UNSUPPORTED for a source without catalog
 */
export function prepareRecord(source: SourceName, fromSource: unknown): PreparedRecord {
  const { record, entry } = readRecord(source, fromSource)
  // Reading it has brought the fields that its schema names into one order; the others are in their source's.
  const json = Buffer.from(JSON.stringify(record))
  const content = hasMarks(record) ? JSON.stringify(withoutMarks(record)) : json
  const name = cleanText(entry.name)
  const attributes = toAttributes(entry)
  const moreWords = cleanText([...new Set(entry.searchText)].join('\n'), longestWords)
  const parts = `${name}\n\n${moreWords}\n\n${attributes.map(({ kind, value }) => `${kind}:${value}`).join('\n')}`
  return {
    source,
    id: entry.id,
    name,
    author: cleanOptional(entry.author),
    task: cleanOptional(entry.task),
    library: cleanOptional(entry.library),
    license: cleanOptional(entry.license),
    revision: cleanOptional(entry.revision),
    numbers: toNumbers(entry),
    gated: entry.gated,
    nsfwLevel: wholeNumber(entry.nsfwLevel, 0),
    attributes,
    moreWords,
    hashes: toHashRows(entry.hashes),
    packedRecord: packRecord(json),
    recordHash: hashText(content),
    partsHash: hashText(parts),
  }
}

function toNumbers(entry: Entry): PreparedRecord['numbers'] {
  const { trendingScore } = entry
  return {
    downloads: wholeNumber(entry.downloads, 0),
    likes: wholeNumber(entry.likes, 0),
    trending: trendingScore !== undefined && Number.isFinite(trendingScore) ? trendingScore : Number.NaN,
    created: wholeNumber(entry.createdAt),
    updated: wholeNumber(entry.updatedAt),
    parameters: wholeNumber(entry.parameters),
    bytes: wholeNumber(entry.storageBytes),
    weights: wholeNumber(entry.weightBytes),
  }
}

/** A number that both engines can keep as an integer and JavaScript can read again exactly. */
function wholeNumber(value: number | undefined, missing = Number.NaN): number {
  if (value === undefined || Number.isNaN(value)) return missing
  // Adding 0 makes -0 a 0.
  return Math.min(Math.max(Math.trunc(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) + 0
}

function cleanOptional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cleanText(text) || undefined
}
