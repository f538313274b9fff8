import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'

/** One object of a listing. */
export interface ListedObject {
  key: string
  /** Bytes. */
  size: number
  /** UTC milliseconds. */
  modifiedAt: number
}

/** Every object whose key starts with `prefix`, in the order of keys. */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject, void, undefined> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: Key, size: Size ?? 0, modifiedAt: LastModified?.getTime() ?? 0 }
    }
  }
}
