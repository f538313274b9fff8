import type { Statements } from '../../database/database.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { SourceRecord, WriteOutcome } from '../catalog.ts'
import type { IndexedText, SearchIndex } from '../search/searchIndex.ts'
import { canonicalJson } from './canonicalJson.ts'
import type { TagView } from './createTagDictionary.ts'
import { hashText } from './hashText.ts'
import { toIndexedText } from './toIndexedText.ts'
import { insertModel, updateModel } from './writeModelRow.ts'
import { writeRelations } from './writeRelations.ts'
import { writeSiblings } from './writeSiblings.ts'

export interface WriteContext {
  statements: Statements
  index: SearchIndex
  tags: TagView
  now: UtcMilliseconds
}

interface KnownModel {
  key: number
  record_hash: string
  parts_hash: string
  removed_at: number | null
  last_modified: number | null
}

/** Writes one record, as far as it differs from what is there. */
export function writeRecord(
  context: WriteContext,
  { entry, record }: SourceRecord,
): { key: number; outcome: WriteOutcome } {
  const { statements } = context
  const known = statements.get<KnownModel>(
    'SELECT key, record_hash, parts_hash, removed_at, last_modified FROM models WHERE slug = ?',
    entry.slug,
  )
  const recordHash = hashText(canonicalJson(record))
  if (known?.record_hash === recordHash && known.removed_at === null) return { key: known.key, outcome: 'unchanged' }

  const text = toIndexedText(entry)
  const hashes = { recordHash, partsHash: hashParts(entry, text) }
  const key = known?.key ?? insertModel(context, entry, hashes)
  if (known) updateModel(context, key, entry, hashes)
  statements.run(
    'INSERT INTO model_records (model_key, record) VALUES (?, ?) ON CONFLICT (model_key) DO UPDATE SET record = excluded.record',
    key,
    JSON.stringify(record),
  )
  // Most changes are of likes and downloads: they leave words, tags and relations as they are.
  if (known?.parts_hash !== hashes.partsHash) {
    writeRelations(context, key, entry, known !== undefined)
    context.index.put(statements, key, text)
  }
  writeSiblings(context, key, entry, known)
  return { key, outcome: known ? 'changed' : 'added' }
}

function hashParts({ tags, baseModels, datasets }: SourceRecord['entry'], text: IndexedText): string {
  return hashText(JSON.stringify([text, tags.map(({ tag, kind }) => [kind, tag]), baseModels, datasets]))
}
