/** One published file. */
export interface ManifestFile {
  name: string
  /** Of the whole file, 64 lower-case hex digits. */
  sha256: string
  bytes: number
  /** How many models it lists. */
  models: number
}

/** What a build did. */
export interface ManifestReport {
  /** Absolute path of the folder. */
  out: string
  /** In the order of their names; `changed` is false for a file that was already there with the same content. */
  files: (ManifestFile & { changed: boolean })[]
  /** Names of files of an earlier build that are gone. */
  removed: string[]
  /** Names of files of an earlier build that somebody changed since, so they were left where they are. */
  kept: string[]
  totalBytes: number
}
