import { create } from '@bufbuild/protobuf'

import { type Repo as RepoMessage, RepoSchema } from '../../gen/weighthouse/v1/hub_pb.ts'
import type { Artifact, Repo } from '../../hub/repo.ts'
import type { KnownFile, SafetyLookup } from '../../hub/safety/safety.ts'
import { int64, optionalInt64 } from './int64.ts'
import { safetyMessage } from './safetyMessage.ts'

/** A followed model as the API tells it; with its artifacts where they were read, and what was found in them. */
export function repoMessage(repo: Repo, findSafety?: SafetyLookup): RepoMessage {
  return create(RepoSchema, {
    id: repo.id,
    slug: repo.slug,
    source: repo.source,
    repoId: repo.repoId,
    vendor: repo.vendor,
    name: repo.name,
    status: repo.status,
    error: repo.error ?? '',
    revision: repo.revision ?? '',
    commit: repo.commit ?? '',
    createdAt: int64(repo.createdAt),
    updatedAt: int64(repo.updatedAt),
    artifacts: (repo.artifacts ?? []).map((artifact) => ({
      id: artifact.id,
      filePath: artifact.filePath,
      fileType: artifact.fileType,
      sizeBytes: optionalInt64(artifact.sizeBytes),
      contentHash: artifact.contentHash ?? '',
      downloadStatus: artifact.downloadStatus,
      localPath: artifact.localPath ?? '',
      lastVerifiedAt: optionalInt64(artifact.lastVerifiedAt),
      safety: findSafety && knownFiles([artifact]).map((file) => safetyMessage(findSafety(file)))[0],
    })),
  })
}

/** The artifacts whose bytes are here, as a scan knows them. */
export function knownFiles(artifacts: readonly Artifact[]): KnownFile[] {
  return artifacts.flatMap(({ filePath: path, contentHash: sha256, downloadStatus }) =>
    sha256 !== undefined && downloadStatus === 'completed' ? [{ path, sha256 }] : [],
  )
}
