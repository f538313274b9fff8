import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'

import { checkSha256 } from '../blobPath.ts'
import type { BlobInfo, SmallBlob } from '../blobStore.ts'

const requestsAtOnce = 16

/** Writes small blobs as objects, some at a time. One that is there is written again: asking would take as long. */
export async function putSmallObjects(
  client: S3Client,
  { bucket, keyOf }: { bucket: string; keyOf: (sha256: string) => string },
  blobs: readonly SmallBlob[],
): Promise<BlobInfo[]> {
  let next = 0
  const work = async () => {
    for (let blob = blobs[next++]; blob !== undefined; blob = blobs[next++]) {
      const Key = keyOf(checkSha256(blob.sha256))
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key, Body: blob.bytes, ContentLength: blob.bytes.length }),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(requestsAtOnce, blobs.length) }, work))
  return blobs.map(({ sha256, bytes }) => ({ sha256, size: bytes.length }))
}
