import type { Entry } from '../../sources/source.ts'
import { wholeNumber } from './writeModelRow.ts'
import type { WriteContext } from './writeRecord.ts'

/**
 * Writes the file list of a model in place of the one that is there. Listings often leave the files out: a list that a
 * fuller record brought stays as long as the source says that the model was not modified since.
 */
export function writeSiblings(
  { statements }: WriteContext,
  key: number,
  entry: Entry,
  known: { last_modified: number | null } | undefined,
): void {
  if (known) {
    const unmodified = known.last_modified !== null && known.last_modified === wholeNumber(entry.updatedAt)
    if (entry.siblings.length === 0 && unmodified) return
    statements.run('DELETE FROM model_siblings WHERE model_key = ?', key)
  }
  for (const { path, size, sha256 } of entry.siblings) {
    statements.run(
      'INSERT OR IGNORE INTO model_siblings (model_key, path, size, sha256) VALUES (?, ?, ?, ?)',
      key,
      path,
      wholeNumber(size),
      sha256 ?? null,
    )
  }
}
