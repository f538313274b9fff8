import type { OriginToken } from '../foundation/http/httpClient.ts'

/** One file and everything that is known about it before its first byte. */
export interface FileToDownload {
  /** Where GET yields the bytes, before redirects. */
  url: string
  /** Other addresses of the same bytes, in the order in which they are asked when the first one fails. */
  mirrors?: readonly string[] | undefined
  /** How errors name the file: its path in the repo. */
  label: string
  /** Bytes. */
  size?: number | undefined
  /** 64 lower-case hex digits. */
  sha256?: string | undefined
  /** Git blob id, 40 lower-case hex digits; used when there is no sha256. */
  gitSha1?: string | undefined
  /** Lower-case hex; used when there is neither of the above. */
  others?: { blake3?: string | undefined; crc32?: string | undefined } | undefined
  /** Sent to its own origin only. */
  token?: OriginToken | undefined
}

/** What the source has said about the file's content, in the plan or in the headers of its answers. */
export interface ExpectedContent {
  size: number | undefined
  sha256: string | undefined
  gitSha1: string | undefined
}
