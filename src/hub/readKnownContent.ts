import type { Database } from '../database/database.ts'
import type { TreeFile } from './pullPlan.ts'

/**
 * The sha256 of files whose source tells none, from earlier verified downloads of the same repo: by git blob id, or by
 * commit and path, which are immutable together. Other repos are not asked: a git id is a sha1, for which two contents
 * can be made, so it is believed only of one author.
 */
export async function readKnownContent(
  database: Database,
  tree: { slug: string; commit: string },
): Promise<(file: TreeFile) => string | undefined> {
  const rows = await database.kysely
    .selectFrom('model_artifact')
    .innerJoin('model_repo', 'model_repo.id', 'model_artifact.model_repo_id')
    .select(['model_artifact.commit_id', 'file_path', 'git_sha1', 'content_hash'])
    .where('slug', '=', tree.slug)
    .where('download_status', '=', 'completed')
    .where('content_hash', 'is not', null)
    .execute()
  const byGitSha1 = new Map(rows.filter((row) => row.git_sha1 !== null).map((row) => [row.git_sha1, row.content_hash]))
  const byPath = new Map(
    rows.filter((row) => row.commit_id === tree.commit).map((row) => [row.file_path, row.content_hash]),
  )
  return (file) => {
    if (file.sha256 !== undefined) return file.sha256
    return (file.gitSha1 === undefined ? byPath.get(file.path) : byGitSha1.get(file.gitSha1)) ?? undefined
  }
}
