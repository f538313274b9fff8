import { randomUUID } from 'node:crypto'

import type { Transaction } from 'kysely'

import type { Tables } from '../database/schema.ts'
import type { SourceName } from '../ids/slug.ts'
import { classifyFile } from './classifyFile.ts'
import type { HubParts } from './hubParts.ts'
import type { TreeFile } from './pullPlan.ts'
import { upsertRepo } from './upsertRepo.ts'

/** All files of a model at one commit. */
export interface RecordedTree {
  slug: string
  source: SourceName
  id: string
  revision: string
  commit: string
  files: readonly TreeFile[]
}

/**
 * Writes a model's whole file list: the repo becomes `synced`, each file an artifact. Files whose bytes came with an
 * earlier commit are `completed` at once; what was recorded before for the same commit is kept. Returns the repo's id.
 */
export async function recordTree({ database, clock }: Pick<HubParts, 'database' | 'clock'>, tree: RecordedTree) {
  return database.write(async (transaction) => {
    const repoId = await upsertRepo(transaction, tree, clock())
    const repo = transaction.updateTable('model_repo').where('id', '=', repoId)
    const { revision } = await repo
      .set({ status: 'synced', error: null, updated_at: clock() })
      .returning('revision')
      .executeTakeFirstOrThrow()
    if (isFollowed(revision ?? undefined, tree.revision))
      await repo.set({ revision: tree.revision, commit_id: tree.commit }).execute()
    await writeArtifacts(transaction, repoId, tree)
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

async function writeArtifacts(transaction: Transaction<Tables>, repoId: string, tree: RecordedTree): Promise<void> {
  const done = await transaction
    .selectFrom('model_artifact')
    .select(['content_hash', 'git_sha1', 'local_path', 'last_verified_at'])
    .where('model_repo_id', '=', repoId)
    .where('download_status', '=', 'completed')
    .where('content_hash', 'is not', null)
    .execute()
  const bySha256 = new Map(done.map((row) => [row.content_hash, row]))
  const byGitSha1 = new Map(done.filter((row) => row.git_sha1 !== null).map((row) => [row.git_sha1, row]))
  // One statement cannot write a row twice, and a source may name a file twice.
  const files = new Map(tree.files.map((file) => [file.path, file]))
  const rows = [...files.values()].map((file) => {
    const here = file.sha256 === undefined ? byGitSha1.get(file.gitSha1 ?? '') : bySha256.get(file.sha256)
    return {
      id: randomUUID(),
      model_repo_id: repoId,
      commit_id: tree.commit,
      file_path: file.path,
      file_type: classifyFile(file.path),
      size_bytes: file.size ?? null,
      content_hash: file.sha256 ?? here?.content_hash ?? null,
      git_sha1: file.gitSha1 ?? null,
      download_status: here ? 'completed' : 'pending',
      local_path: here?.local_path ?? null,
      last_verified_at: here?.last_verified_at ?? null,
    }
  })
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    await transaction
      .insertInto('model_artifact')
      .values(rows.slice(first, first + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['model_repo_id', 'commit_id', 'file_path']).doUpdateSet(({ fn, ref }) => ({
          size_bytes: fn.coalesce(ref('excluded.size_bytes'), ref('model_artifact.size_bytes')),
          content_hash: fn.coalesce(ref('excluded.content_hash'), ref('model_artifact.content_hash')),
          git_sha1: fn.coalesce(ref('excluded.git_sha1'), ref('model_artifact.git_sha1')),
        })),
      )
      .execute()
  }
}

/** A statement takes 32,766 values at most (SQLite), and each row has eleven. */
const rowsAtOnce = 500
