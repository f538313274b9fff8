import { WeighthouseError } from '../../foundation/errors.ts'
import type { BlobInfo } from '../blobStore.ts'

/** What the SDK's errors have in common. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
interface S3Failure extends Error {
  $metadata?: { httpStatusCode?: number }
}

/** The HTTP status that the server answered with; undefined when it did not answer, or the error is no failure of S3. */
export function s3Status(error: unknown): number | undefined {
  return isFailure(error) ? error.$metadata?.httpStatusCode : undefined
}

/** True when there is no such object, upload or bucket. */
export function isMissing(error: unknown): boolean {
  return s3Status(error) === 404
}

/** True when `If-None-Match: *` met an object, or another writer of the same key at the same time. */
export function isAlreadyThere(error: unknown): boolean {
  const status = s3Status(error)
  return status === 412 || (status === 409 && isFailure(error) && error.name === 'ConditionalRequestConflict')
}

/** True when the server knows no conditional writes. */
export function isNotImplemented(error: unknown): boolean {
  return s3Status(error) === 501 || (isFailure(error) && error.name === 'NotImplemented')
}

function isFailure(error: unknown): error is S3Failure {
  return error instanceof Error && '$metadata' in error
}

/** Says what a failure means to the user; anything that is none of S3 is returned unchanged. */
export function explainS3Error(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || error instanceof WeighthouseError) return error
  const status = s3Status(error)
  const details = { store: address, status, name: error.name }
  if (status === 401 || status === 403 || error.name === 'CredentialsProviderError') {
    return new WeighthouseError('PERMISSION_DENIED', `The store ${address} refuses: ${error.message}`, {
      hint: 'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (or AWS_PROFILE), the region, and what that key may do in the bucket.',
      details,
      cause: error,
    })
  }
  if (status === 507 || error.name === 'XMinioStorageFull') {
    return new WeighthouseError('DISK_FULL', `The store ${address} is full: ${error.message}`, {
      hint: 'Free some space with `weighthouse gc`, or give the bucket more.',
      details,
      cause: error,
    })
  }
  if (status === 404 && error.name === 'NoSuchBucket') {
    return new WeighthouseError('INVALID_CONFIG', `There is no bucket for the store ${address}.`, {
      hint: 'Make the bucket, or correct WEIGHTHOUSE_STORE.',
      details,
      cause: error,
    })
  }
  if (isFailure(error) || isNetworkFailure(error)) {
    return new WeighthouseError(
      'STORE_UNREACHABLE',
      `The store ${address} cannot be used: ${error.name}: ${error.message}`,
      {
        hint: 'Check the network and the endpoint in WEIGHTHOUSE_STORE, then run the same command again: finished work is kept.',
        details,
        cause: error,
      },
    )
  }
  return error
}

/** The error of an upload that ended well and left nothing, as when somebody aborts all uploads of a bucket. */
export function uploadLost(address: string, { sha256 }: BlobInfo): WeighthouseError {
  return new WeighthouseError('STORE_UNREACHABLE', `The upload of ${sha256} to ${address} vanished before its end.`, {
    hint: 'Run the same command again: what was downloaded is kept.',
    details: { store: address, sha256 },
  })
}

function isNetworkFailure(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined
  return (
    error.name === 'TimeoutError' ||
    (typeof code === 'string' &&
      /^(?:ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UND_)/.test(
        code,
      ))
  )
}
