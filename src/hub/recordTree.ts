import { randomUUID } from 'node:crypto'

import type { Statements } from '../database/database.ts'
import type { SourceName } from '../ids/slug.ts'
import { classifyFile } from './classifyFile.ts'
import type { HubParts } from './hubParts.ts'
import type { LeftOutFile } from './pullPlan.ts'
import { upsertRepo } from './upsertRepo.ts'

/** All files of a model at one commit. */
export interface RecordedTree {
  slug: string
  source: SourceName
  id: string
  revision: string
  commit: string
  files: readonly LeftOutFile[]
}

interface DoneRow {
  content_hash: string
  git_sha1: string | null
  local_path: string | null
  last_verified_at: number | null
}

/**
 * Writes a model's whole file list: the repo becomes `synced`, each file an artifact. Files whose bytes came with an
 * earlier commit are `completed` at once; what was recorded before for the same commit is kept. Returns the repo's id.
 */
export async function recordTree({ database, clock }: Pick<HubParts, 'database' | 'clock'>, tree: RecordedTree) {
  return database.writeSync((statements) => {
    const repoId = upsertRepo(statements, tree, clock())
    const followed = statements.get<{ revision: string | null }>('SELECT revision FROM model_repo WHERE id = ?', repoId)
    statements.run(
      `UPDATE model_repo SET status = 'synced', error = NULL, updated_at = ? WHERE id = ?`,
      clock(),
      repoId,
    )
    if (isFollowed(followed?.revision ?? undefined, tree.revision)) {
      const update = 'UPDATE model_repo SET revision = ?, commit_id = ? WHERE id = ?'
      statements.run(update, tree.revision, tree.commit, repoId)
    }
    writeArtifacts(statements, repoId, tree)
    return repoId
  })
}

/**
 * A repo follows its source's default: `main`, or the newest of CivitAI's versions, which are numbered in order. Until
 * that has been seen, it follows whatever was.
 */
function isFollowed(followed: string | undefined, revision: string): boolean {
  if (followed === undefined || followed === revision || revision === 'main') return true
  return /^\d{1,15}$/.test(followed) && /^\d{1,15}$/.test(revision) && Number(revision) > Number(followed)
}

function writeArtifacts(statements: Statements, repoId: string, tree: RecordedTree): void {
  const done = statements.all<DoneRow>(
    `SELECT content_hash, git_sha1, local_path, last_verified_at FROM model_artifact
     WHERE model_repo_id = ? AND download_status = 'completed' AND content_hash IS NOT NULL`,
    repoId,
  )
  const bySha256 = new Map(done.map((row) => [row.content_hash, row]))
  const byGitSha1 = new Map(done.filter((row) => row.git_sha1 !== null).map((row) => [row.git_sha1, row]))
  for (const file of tree.files) {
    const here = file.sha256 === undefined ? byGitSha1.get(file.gitSha1 ?? '') : bySha256.get(file.sha256)
    statements.run(
      `INSERT INTO model_artifact (id, model_repo_id, commit_id, file_path, file_type, size_bytes, content_hash, git_sha1,
         download_status, local_path, last_verified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (model_repo_id, commit_id, file_path) DO UPDATE SET
         size_bytes = coalesce(excluded.size_bytes, size_bytes),
         content_hash = coalesce(excluded.content_hash, content_hash),
         git_sha1 = coalesce(excluded.git_sha1, git_sha1)`,
      randomUUID(),
      repoId,
      tree.commit,
      file.path,
      classifyFile(file.path),
      file.size ?? null,
      file.sha256 ?? here?.content_hash ?? null,
      file.gitSha1 ?? null,
      here ? 'completed' : 'pending',
      here?.local_path ?? null,
      here?.last_verified_at ?? null,
    )
  }
}
