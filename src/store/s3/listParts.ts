import { ListPartsCommand, type ListPartsCommandOutput, type Part, type S3Client } from '@aws-sdk/client-s3'

/**
 * The parts that the server has of an upload. Not by the SDK's own paging, which asks on as long as a marker comes: Ceph
 * (16.2) names one behind the last part, and then 0, where all begins again.
 */
export async function* listParts(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string },
): AsyncGenerator<Part> {
  let marker: string | undefined
  do {
    const page: ListPartsCommandOutput = await client.send(
      new ListPartsCommand({ ...upload, PartNumberMarker: marker }),
    )
    yield* page.Parts ?? []
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
  } while (marker !== undefined)
}
