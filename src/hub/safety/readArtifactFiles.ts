import type { Database } from '../../database/database.ts'
import type { KnownFile } from './safety.ts'

/** The files of a followed model whose bytes are here, at the commit that it follows. */
export async function readArtifactFiles(database: Database, slug: string): Promise<KnownFile[]> {
  const rows = await database.kysely
    .selectFrom('model_artifact')
    .innerJoin('model_repo', (join) =>
      join
        .onRef('model_repo.id', '=', 'model_artifact.model_repo_id')
        .onRef('model_repo.commit_id', '=', 'model_artifact.commit_id'),
    )
    .select(['model_artifact.file_path', 'model_artifact.content_hash'])
    .where('model_repo.slug', '=', slug)
    .where('model_artifact.download_status', '=', 'completed')
    .execute()
  return rows.flatMap(({ file_path: path, content_hash: sha256 }) => (sha256 === null ? [] : [{ path, sha256 }]))
}
