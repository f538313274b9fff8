import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3'

import { listParts } from './listParts.ts'
import { isMissing, isNotImplemented } from './s3Errors.ts'

const patienceMs = 7 * 24 * 60 * 60 * 1000

/**
 * Gives up the uploads below a prefix that began more than a week ago: their parts are paid for, and nobody sees them.
 * Tells how many there were and how many bytes the server had of them.
 */
export async function abortOldUploads(
  client: S3Client,
  { bucket, prefix, now }: { bucket: string; prefix: string; now: number },
): Promise<{ blobs: number; bytes: number }> {
  const aborted = { blobs: 0, bytes: 0 }
  for (const { key, uploadId } of await listOldUploads(client, { bucket, prefix, before: now - patienceMs })) {
    const upload = { Bucket: bucket, Key: key, UploadId: uploadId }
    try {
      for await (const { Size = 0 } of listParts(client, upload)) aborted.bytes += Size
      await client.send(new AbortMultipartUploadCommand(upload))
      aborted.blobs++
    } catch (error) {
      // Somebody else ended it meanwhile.
      if (!isMissing(error)) throw error
    }
  }
  return aborted
}

async function listOldUploads(
  client: S3Client,
  { bucket, prefix, before }: { bucket: string; prefix: string; before: number },
): Promise<{ key: string; uploadId: string }[]> {
  const old: { key: string; uploadId: string }[] = []
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}
  try {
    while (marker) {
      const page = await listPage(client, { Bucket: bucket, Prefix: prefix, ...marker })
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key === undefined || UploadId === undefined || !Initiated || Initiated.getTime() > before) continue
        old.push({ key: Key, uploadId: UploadId })
      }
      marker =
        page.IsTruncated && page.NextKeyMarker !== undefined
          ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker ?? '' }
          : undefined
    }
  } catch (error) {
    if (!isNotImplemented(error)) throw error
  }
  return old
}

function listPage(client: S3Client, input: ConstructorParameters<typeof ListMultipartUploadsCommand>[0]) {
  return client.send(new ListMultipartUploadsCommand(input))
}
