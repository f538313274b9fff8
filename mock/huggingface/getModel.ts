import { type Answer, jsonAnswer } from '../http/answer.ts'
import { type MockRequest, queryFlag, queryValues } from '../http/mockRequest.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import type { HashedFile, ModelIndex } from './createModelIndex.ts'
import { hubError } from './hubError.ts'
import { expandable, modelFields, presentModel } from './presentModel.ts'

/** `GET /api/models/{id}` and `/revision/{rev}`; with `blobs=true` siblings tell sizes and hashes. */
export async function getModel(request: MockRequest, record: HuggingFaceRecord, index: ModelIndex): Promise<Answer> {
  const expand = queryValues(request.query, 'expand')
  const unknown = expand.find((field) => !expandable.model.has(field))
  if (unknown !== undefined) return hubError(400, undefined, `"expand" must not be ${encodeURIComponent(unknown)}`)

  const siblings = queryFlag(request.query, 'blobs')
    ? (await index.files(record)).map(siblingWithBlob)
    : index.paths(record).map((rfilename) => ({ rfilename }))
  const model = presentModel(record, expand.length > 0 ? expand : modelFields, () => siblings)
  const security = queryFlag(request.query, 'securityStatus')
    ? { securityRepoStatus: { scansDone: true, filesWithIssues: [] } }
    : {}
  return jsonAnswer({ ...model, ...security })
}

// The hash of LFS files is called `sha256` here and `oid` in trees.
function siblingWithBlob({ path, size, gitSha1, lfs }: HashedFile): unknown {
  return {
    rfilename: path,
    blobId: gitSha1,
    size,
    ...(lfs ? { lfs: { sha256: lfs.sha256, size, pointerSize: lfs.pointerSize } } : {}),
  }
}
