import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'

import type { BlobInfo } from '../blobStore.ts'
import { wrongSize } from '../storeErrors.ts'
import type { OnStoreStep } from '../storeSteps.ts'
import { findUpload } from './findUpload.ts'
import { planParts } from './planParts.ts'
import { isAlreadyThere, isMissing, isNotImplemented } from './s3Errors.ts'

export interface UploadTarget {
  client: S3Client
  bucket: string
  key: string
  /** Files of up to so many bytes go in one request, larger ones in parts of so many or more. */
  partBytes: number
  /** Also when there is an object already. */
  replace: boolean
  onStep: OnStoreStep
}

/**
 * Puts a file's bytes under a key. Unless it replaces, an object that another process put there meanwhile is left as it
 * is. An upload that was cut off goes on: parts that the server has are not sent again.
 *
 * @throws WeighthouseError VERIFICATION_FAILED when the file is not of `blob.size` bytes
 */
export async function uploadBlob(path: string, blob: BlobInfo, target: UploadTarget): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    if (size !== blob.size) throw wrongSize(path, blob, size)
    if (size <= target.partBytes) await putWhole(handle, size, target)
    else await putParts(handle, size, target)
  } finally {
    await handle.close()
  }
}

async function putWhole(
  handle: FileHandle,
  size: number,
  { client, bucket, key, replace }: UploadTarget,
): Promise<void> {
  const body = await readPart(handle, 0, size)
  await putOnce(replace, (condition) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: size, ...condition })),
  )
}

async function putParts(handle: FileHandle, size: number, target: UploadTarget): Promise<void> {
  const { client, bucket, key, replace, onStep } = target
  const plan = planParts(size, target.partBytes)
  const found = await findUpload(client, { bucket, key, plan })
  const uploadId = found?.uploadId ?? (await startUpload(target))
  onStep('commit: upload is open')
  const parts: CompletedPart[] = found ? [...found.parts] : []
  const done = new Set(parts.map(({ PartNumber }) => PartNumber))
  const waiting = plan.filter(({ number }) => !done.has(number)).values()

  async function sendParts(): Promise<void> {
    for (const { number, start, length } of waiting) {
      const { ETag } = await client.send(
        new UploadPartCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: number,
          Body: await readPart(handle, start, length),
          ContentLength: length,
        }),
      )
      parts.push({ PartNumber: number, ETag })
      onStep('commit: part is uploaded')
    }
  }
  // All are awaited before anything is thrown: nothing may go on reading a file that is closed.
  const ends = await Promise.allSettled(Array.from({ length: partsAtOnce }, sendParts))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason

  const byNumber = parts.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0))
  const complete = (condition: { IfNoneMatch?: '*' }) =>
    client.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: byNumber },
        ...condition,
      }),
    )
  try {
    // An upload that is neither completed nor aborted is paid for.
    if (await putOnce(replace, complete)) await abortUpload(target, uploadId)
  } catch (error) {
    // It was completed, and the answer was lost on the way: the caller looks at what is there.
    if (!isMissing(error)) throw error
  }
}

async function startUpload({ client, bucket, key }: UploadTarget): Promise<string> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }))
  if (UploadId === undefined) throw new Error('The server has opened an upload without an id.')
  return UploadId
}

async function abortUpload({ client, bucket, key }: UploadTarget, uploadId: string): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

const partsAtOnce = 4

/**
 * Writes; unless it replaces, only if no object is there. A server that knows no such condition is asked without: whoever wrote the key has
 * written the same bytes. True when there was one already.
 */
async function putOnce(
  replace: boolean,
  write: (condition: { IfNoneMatch?: '*' }) => Promise<unknown>,
): Promise<boolean> {
  if (!replace) {
    try {
      await write({ IfNoneMatch: '*' })
      return false
    } catch (error) {
      if (isAlreadyThere(error)) return true
      if (!isNotImplemented(error)) throw error
    }
  }
  await write({})
  return false
}

async function readPart(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length)
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await handle.read(part, filled, length - filled, start + filled)
    if (bytesRead === 0) throw new Error(`A file became shorter than ${start + length} bytes while it was uploaded.`)
    filled += bytesRead
  }
  return part
}
