import { randomUUID } from 'node:crypto'

import type { Statements } from '../database/database.ts'
import type { UtcMilliseconds } from '../foundation/time.ts'
import type { ModelKey } from '../ids/slug.ts'

/** Makes the repo's row unless it is there; returns its id. Runs inside the caller's transaction. */
export function upsertRepo(statements: Statements, model: ModelKey & { slug: string }, now: UtcMilliseconds): string {
  const known = statements.get<{ id: string }>('SELECT id FROM model_repo WHERE slug = ?', model.slug)
  if (known) return known.id
  const id = randomUUID()
  const { vendor, name } = nameModel(statements, model)
  statements.run(
    `INSERT INTO model_repo (id, slug, source, repo_id, vendor, name, status, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, 'registered', ?, ?)`,
    id,
    model.slug,
    model.source,
    model.id,
    vendor,
    name,
    now,
    now,
  )
  return id
}

/** An id with a slash names both; for a number the catalog is asked. */
function nameModel(statements: Statements, { source, id, slug }: ModelKey & { slug: string }) {
  const slash = id.indexOf('/')
  if (slash >= 0) return { vendor: id.slice(0, slash), name: id.slice(slash + 1) }
  if (source !== 'civitai') return { vendor: '', name: id }
  const sql = 'SELECT author, name FROM models WHERE slug = ?'
  const entry = statements.get<{ author: string | null; name: string }>(sql, slug)
  return { vendor: entry?.author ?? source, name: entry?.name ?? id }
}
