import type { Entry } from '../../sources/source.ts'
import type { WriteContext } from './writeRecord.ts'

/** Writes tags, base models and datasets of a model in place of those that are there. */
export function writeRelations({ statements, tags }: WriteContext, key: number, entry: Entry, replace: boolean): void {
  if (replace) {
    statements.run('DELETE FROM model_tags WHERE model_key = ?', key)
    statements.run('DELETE FROM base_model_relations WHERE derivative_key = ?', key)
    statements.run('DELETE FROM dataset_relations WHERE model_key = ?', key)
  }
  // Sources repeat themselves; the first mention counts.
  for (const { tag, kind } of entry.tags) {
    const tagKey = tags.keyOf(statements, kind, tag)
    statements.run('INSERT OR IGNORE INTO model_tags (model_key, tag_key) VALUES (?, ?)', key, tagKey)
  }
  for (const { id, relation, declared } of entry.baseModels) {
    statements.run(
      `INSERT OR IGNORE INTO base_model_relations (derivative_key, base_id, source, relation, declared)
       VALUES (?, ?, ?, ?, ?)`,
      key,
      id,
      entry.source,
      relation,
      declared ? 1 : 0,
    )
  }
  for (const dataset of entry.datasets) {
    statements.run('INSERT OR IGNORE INTO dataset_relations (model_key, dataset) VALUES (?, ?)', key, dataset)
  }
}
