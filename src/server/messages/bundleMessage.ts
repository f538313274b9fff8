import { create, type MessageInitShape } from '@bufbuild/protobuf'

import type { ImportPlan } from '../../bundles/read/planImport.ts'
import type { ExportReport } from '../../bundles/write/exportModels.ts'
import {
  type ExportModelsResponse,
  ExportModelsResponseSchema,
  type ImportModelsResponse,
  ImportModelsResponseSchema,
} from '../../gen/weighthouse/v1/bundle_pb.ts'
import type { Job } from '../../queue/jobQueue.ts'
import { int64 } from './int64.ts'
import { jobMessage } from './jobMessage.ts'

/**
 * What an export holds, with the job that writes it unless it was only described.
 * @param show turns a path of this machine into what the caller may see
 */
export function exportMessage(
  { models, blobs, bytes, files, signed }: ExportReport,
  job: Job | undefined,
  show: (path: string) => string = (path) => path,
): ExportModelsResponse {
  return create(ExportModelsResponseSchema, {
    plan: {
      models: models.map((model) => ({ ...model, files: int64(model.files), bytes: int64(model.bytes) })),
      blobs: int64(blobs),
      bytes: int64(bytes),
      files: files.map(show),
      signed,
    },
    ...(job && { job: jobMessage(job) }),
  })
}

/** The same of an import. */
export function importMessage(
  plans: readonly ImportPlan[],
  job: Job | undefined,
  show: (path: string) => string = (path) => path,
): ImportModelsResponse {
  const message: MessageInitShape<typeof ImportModelsResponseSchema> = {
    plans: plans.map(({ file, models, blobs, bytes, missingBlobs, missingBytes, signature }) => ({
      file: show(file),
      models: models.map((model) => ({
        ...model,
        files: int64(model.files),
        bytes: int64(model.bytes),
        missingBytes: int64(model.missingBytes),
      })),
      blobs: int64(blobs),
      bytes: int64(bytes),
      missingBlobs: int64(missingBlobs),
      missingBytes: int64(missingBytes),
      signature: signature.state,
      fingerprint: signature.fingerprint ?? '',
    })),
    ...(job && { job: jobMessage(job) }),
  }
  return create(ImportModelsResponseSchema, message)
}
