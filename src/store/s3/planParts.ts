/** One part of an upload: its number from 1, where it starts and how long it is, in bytes. */
export interface UploadPart {
  number: number
  start: number
  length: number
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000
const mebibyte = 1024 * 1024

/**
 * Cuts `size` bytes into parts of `partBytes`, or of more where that would be too many. All but the last are of one
 * length, which some servers ask for; the same size is always cut the same way, so that an upload can go on.
 */
export function planParts(size: number, partBytes: number): UploadPart[] {
  const least = Math.ceil(size / mostParts / mebibyte) * mebibyte
  const length = Math.max(partBytes, least)
  return Array.from({ length: Math.ceil(size / length) }, (_, index) => ({
    number: index + 1,
    start: index * length,
    length: Math.min(length, size - index * length),
  }))
}
