import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'

import { planParts } from './planParts.ts'

/** A copy in one request ends here: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const mostCopiedAtOnce = 5 * 1024 ** 3
const copyPartBytes = 1024 ** 3

/** Copies an object inside the bucket; its bytes never leave the server. */
export async function copyObject(
  client: S3Client,
  { bucket, from, to, size }: { bucket: string; from: string; to: string; size: number },
): Promise<void> {
  const source = `${bucket}/${encodeURIComponent(from)}`
  if (size <= mostCopiedAtOnce) {
    await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source }))
    return
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: to }))
  const parts: { PartNumber: number; ETag: string | undefined }[] = []
  for (const { number, start, length } of planParts(size, copyPartBytes)) {
    const { CopyPartResult } = await client.send(
      new UploadPartCopyCommand({
        Bucket: bucket,
        Key: to,
        UploadId,
        PartNumber: number,
        CopySource: source,
        CopySourceRange: `bytes=${start}-${start + length - 1}`,
      }),
    )
    parts.push({ PartNumber: number, ETag: CopyPartResult?.ETag })
  }
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket: bucket, Key: to, UploadId, MultipartUpload: { Parts: parts } }),
  )
}
