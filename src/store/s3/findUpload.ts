import { type CompletedPart, ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3'

import { listParts } from './listParts.ts'
import type { UploadPart } from './planParts.ts'
import { isMissing, isNotImplemented } from './s3Errors.ts'

/**
 * The upload of a key that an earlier process left, with the parts that the server has of it. All uploads of a blob's key
 * are of the same bytes, cut the same way, so whichever has most parts can go on; parts of another length are sent again.
 */
export async function findUpload(
  client: S3Client,
  { bucket, key, plan }: { bucket: string; key: string; plan: readonly UploadPart[] },
): Promise<{ uploadId: string; parts: CompletedPart[] } | undefined> {
  let best: { uploadId: string; parts: CompletedPart[] } | undefined
  for (const uploadId of await listUploads(client, bucket, key)) {
    const parts = await findParts(client, { bucket, key, uploadId, plan })
    if (parts && parts.length > (best?.parts.length ?? -1)) best = { uploadId, parts }
  }
  return best
}

async function listUploads(client: S3Client, bucket: string, key: string): Promise<string[]> {
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }))
    return Uploads.flatMap(({ Key, UploadId }) => (Key === key && UploadId !== undefined ? [UploadId] : []))
  } catch (error) {
    // Where uploads cannot be listed, none can go on.
    if (isNotImplemented(error)) return []
    throw error
  }
}

async function findParts(
  client: S3Client,
  { bucket, key, uploadId, plan }: { bucket: string; key: string; uploadId: string; plan: readonly UploadPart[] },
): Promise<CompletedPart[] | undefined> {
  const lengths = new Map(plan.map(({ number, length }) => [number, length]))
  const parts: CompletedPart[] = []
  try {
    for await (const { PartNumber, ETag, Size } of listParts(client, {
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
    })) {
      if (PartNumber !== undefined && lengths.get(PartNumber) === Size) parts.push({ PartNumber, ETag })
    }
  } catch (error) {
    // Somebody completed or aborted it meanwhile.
    if (isMissing(error)) return undefined
    throw error
  }
  return parts
}
