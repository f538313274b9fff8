/** A file, or of a group of models a model, that is in the library more than once. */
export interface DuplicateFile {
  /** Empty for a blob of the store. */
  slug: string
  /** Absolute; of a group of models their folder. */
  path: string
  /** Bytes. */
  size: number
  storage: 'shelved' | 'in_place' | 'store'
  format: string
  /** How many names it has where it is: hard links of the user's in the same root count with it. */
  names: number
  /** How many it has on disk. */
  links: number
  /** Device and inode; undefined when it is not there now. */
  node: string | undefined
  /** It is the same file on disk as one before it in the list. */
  linked: boolean
}

/**
 * `bytes`: the same files. `tensors`: the same weights in files with other headers. `model`: the same model in other
 * formats.
 */
export type DuplicateKind = 'bytes' | 'tensors' | 'model'

export interface DuplicateGroup {
  kind: DuplicateKind
  /** The hash, or what the models have in common. */
  key: string
  files: DuplicateFile[]
  /** What all of them take on disk, hard links counted once, in bytes. */
  diskBytes: number
  /** What would be free with one of them alone; for other formats, with the smallest. */
  savableBytes: number
}

export interface Duplicates {
  /** Those first that would save most. */
  groups: DuplicateGroup[]
  /** Bytes that linking the files of same bytes would free. */
  savableBytes: number
  /** Files whose hash is not known yet, so they were not compared. */
  unhashedFiles: number
  unhashedBytes: number
}

/** What is done about one file, or why nothing is. */
export interface DuplicateAction {
  action: 'link' | 'skip'
  /** Absolute. */
  path: string
  /** The file that it becomes a hard link to. */
  target: string
  sha256: string
  size: number
  slug: string
  /** How many names in the library the file has, and its target; more on disk are somebody else's. */
  names: number
  /** Undefined for a blob, which nobody changes. */
  targetNames: number | undefined
  reason: string
}
