import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import { BuildManifestsResponseSchema, type ManifestService } from '../../gen/weighthouse/v1/manifest_pb.ts'
import { buildManifests } from '../../manifests/buildManifests.ts'
import { int64 } from '../messages/int64.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Publishes catalogs as static JSON files. */
export function createManifestService({ weighthouse }: ServiceParts): ServiceImpl<typeof ManifestService> {
  const { catalog, clock } = weighthouse

  return {
    async buildManifests({ out }, { signal }) {
      const report = await buildManifests({ catalog, out, clock, signal })
      return create(BuildManifestsResponseSchema, {
        out: report.out,
        files: report.files.map(({ name, models, bytes, sha256, changed }) => ({
          name,
          models: int64(models),
          bytes: int64(bytes),
          sha256,
          changed,
        })),
        totalBytes: int64(report.totalBytes),
      })
    },
  }
}
