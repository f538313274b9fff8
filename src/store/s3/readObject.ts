import { Readable } from 'node:stream'

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'

import { notInStore } from '../storeErrors.ts'
import { explainS3Error, isMissing, s3Status } from './s3Errors.ts'

export interface ReadTarget {
  client: S3Client
  bucket: string
  key: string
  sha256: string
  /** For errors. */
  address: string
}

const mostTries = 4

/**
 * Streams an object, or the bytes from `start` to `end` (inclusive). A connection that breaks is taken up again where it
 * broke, as long as each one brings something.
 */
export function readObject(target: ReadTarget, range?: { start: number; end: number }): Readable {
  return Readable.from(readBytes(target, range), { objectMode: false, highWaterMark: 1024 * 1024 })
}

async function* readBytes(target: ReadTarget, range: { start: number; end: number } | undefined) {
  const { client, bucket, key, sha256, address } = target
  let position = range?.start ?? 0
  let etag: string | undefined
  for (let tries = 0; ; tries++) {
    const wanted = position > 0 || range ? `bytes=${position}-${range?.end ?? ''}` : undefined
    try {
      const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: wanted, IfMatch: etag }))
      etag = object.ETag
      for await (const chunk of object.Body as Readable) {
        const bytes = chunk as Buffer
        position += bytes.length
        tries = 0
        yield bytes
      }
      return
    } catch (error) {
      if (isMissing(error)) throw notInStore(sha256, error)
      // Beyond the end there is nothing, as in a file.
      if (s3Status(error) === 416) return
      const answered = s3Status(error) !== undefined
      if (answered || tries >= mostTries) throw explainS3Error(error, address)
    }
  }
}
