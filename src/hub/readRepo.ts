import type { Selectable } from 'kysely'

import type { Database } from '../database/database.ts'
import type { ModelArtifactTable, ModelRepoTable } from '../database/schema.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import type { SourceName } from '../ids/slug.ts'
import type { FileType } from './classifyFile.ts'
import type { Artifact, Repo } from './repo.ts'

/**
 * One followed model with its files.
 * @throws WeighthouseError MODEL_NOT_FOUND when the hub does not follow it
 */
export async function readRepo(database: Database, slug: string): Promise<Repo> {
  const row = await database.kysely.selectFrom('model_repo').selectAll().where('slug', '=', slug).executeTakeFirst()
  if (!row) {
    throw new WeighthouseError('MODEL_NOT_FOUND', `The hub does not follow ${slug}.`, {
      hint: 'Register or pull the model first.',
      details: { slug },
    })
  }
  const artifacts = await database.kysely
    .selectFrom('model_artifact')
    .selectAll()
    .where('model_repo_id', '=', row.id)
    .where('commit_id', '=', row.commit_id ?? '')
    .orderBy('file_path')
    .execute()
  return { ...toRepo(row), artifacts: artifacts.map(toArtifact) }
}

/** A row as the rest of the house sees it, without its files. */
export function toRepo(row: Selectable<ModelRepoTable>): Repo {
  return {
    id: row.id,
    slug: row.slug,
    source: row.source as SourceName,
    repoId: row.repo_id,
    vendor: row.vendor,
    name: row.name,
    status: row.status as Repo['status'],
    error: row.error ?? undefined,
    revision: row.revision ?? undefined,
    commit: row.commit_id ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    artifacts: undefined,
  }
}

function toArtifact(row: Selectable<ModelArtifactTable>): Artifact {
  return {
    id: row.id,
    filePath: row.file_path,
    fileType: row.file_type as FileType,
    sizeBytes: row.size_bytes ?? undefined,
    contentHash: row.content_hash ?? undefined,
    downloadStatus: row.download_status as Artifact['downloadStatus'],
    localPath: row.local_path ?? undefined,
    lastVerifiedAt: row.last_verified_at ?? undefined,
  }
}
