import type { Database } from '../database/database.ts'
import type { FileFollower } from '../downloads/hashing/createFileFollower.ts'
import type { DigestName } from '../downloads/hashing/digests.ts'
import type { RateLimiter } from '../downloads/transfer/rateLimiter.ts'
import type { StreamSlots } from '../downloads/transfer/streamSlots.ts'
import type { HttpClient } from '../foundation/http/httpClient.ts'
import type { Clock } from '../foundation/time.ts'
import type { SourceName } from '../ids/slug.ts'
import type { Source } from '../sources/source.ts'
import type { BlobStore } from '../store/blobStore.ts'

/** What the hub is built from. */
export interface HubParts {
  database: Database
  store: BlobStore
  sources: ReadonlyMap<SourceName, Source>
  http: HttpClient
  clock: Clock
  /** How many files of a model are downloaded at the same time. */
  downloadConcurrency: number
  /** Hashes files while they are downloaded. */
  follower: FileFollower
  /** Holds all downloads together up; undefined: as fast as they come. */
  limiter?: RateLimiter | undefined
  /** Hashes that are wanted besides sha256. */
  digests?: readonly DigestName[] | undefined
  /** Keeps all downloads together from opening too many connections to a host. */
  slots?: StreamSlots | undefined
  /** Streams that fetch one file at the same time, at most; default 8. */
  mostStreams?: number | undefined
  /** Other addresses of a file with a known hash, to be tried in this order where its own fails. */
  mirrorsOf?: ((url: string) => readonly string[]) | undefined
  /** Waits between two tries of a download. */
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}
