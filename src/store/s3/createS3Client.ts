import { S3Client } from '@aws-sdk/client-s3'

import type { S3Address } from './parseS3Address.ts'

/**
 * The client of a bucket. Checksums beyond those that the protocol asks for are off: other servers than Amazon's refuse
 * them (https://github.com/aws/aws-sdk-js-v3/issues/6810). What is sent is signed with its sha256 all the same.
 */
export function createS3Client({ endpoint, region, pathStyle }: S3Address): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    // Servers of one's own have no regions, yet a signature needs one.
    ...(region === undefined ? (endpoint === undefined ? {} : { region: 'us-east-1' }) : { region }),
    forcePathStyle: pathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 5,
  })
}
