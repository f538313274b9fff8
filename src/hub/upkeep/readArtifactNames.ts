import type { Database } from '../../database/database.ts'
import type { ArtifactName } from './verifyReport.ts'

const mostNames = 10

/** The files of repos that name a blob, ten at most: those of the newest repos first. */
export async function readArtifactNames(database: Database, sha256: string): Promise<ArtifactName[]> {
  const rows = await database.kysely
    .selectFrom('model_artifact')
    .innerJoin('model_repo', 'model_repo.id', 'model_artifact.model_repo_id')
    .select(['slug', 'model_artifact.commit_id', 'file_path'])
    .where('content_hash', '=', sha256)
    .orderBy('model_repo.updated_at', 'desc')
    .orderBy('slug')
    .orderBy('file_path')
    .limit(mostNames)
    .execute()
  return rows.map((row) => ({ slug: row.slug, commit: row.commit_id, path: row.file_path }))
}
