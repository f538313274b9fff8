import type { Database } from '../database/database.ts'
import type { ModelReference } from '../ids/modelReference.ts'
import type { SourceFile } from '../sources/source.ts'
import type { FetchedTree } from './fetchTree.ts'

/**
 * What an earlier sync or pull recorded of a model at the revision that is asked for; undefined when that revision was
 * never seen. Which commit a branch points to is known for the followed one only; commits are known by themselves.
 */
export async function readRecordedTree(
  database: Database,
  reference: ModelReference,
): Promise<FetchedTree | undefined> {
  const repo = await database.kysely
    .selectFrom('model_repo')
    .selectAll()
    .where('slug', '=', reference.slug)
    .executeTakeFirst()
  if (!repo) return undefined
  // CivitAI's default is its newest version, which is the followed one as far as anybody here knows.
  const revision = reference.revision ?? (reference.source === 'huggingface' ? 'main' : repo.revision)
  const commit = revision === repo.revision ? repo.commit_id : revision
  if (revision === null || commit === null) return undefined
  const rows = await database.kysely
    .selectFrom('model_artifact')
    .select(['file_path', 'size_bytes', 'content_hash', 'git_sha1'])
    .where('model_repo_id', '=', repo.id)
    .where('commit_id', '=', commit)
    .orderBy('file_path')
    .execute()
  if (rows.length === 0) return undefined
  const files = rows.map((row): SourceFile => ({
    path: row.file_path,
    size: row.size_bytes ?? undefined,
    sha256: row.content_hash ?? undefined,
    gitSha1: row.git_sha1 ?? undefined,
    url: '',
  }))
  return { slug: reference.slug, source: reference.source, id: repo.repo_id, revision, commit, files }
}
