import type { SourceName } from '../../ids/slug.ts'
import type { Entry } from '../../sources/source.ts'
import type { ModelType, Subtype } from '../metadata.ts'

/** What one witness says of a model or a file; what it does not know is undefined. */
export interface Testimony {
  modelType?: ModelType | undefined
  subtype?: Subtype | undefined
  family?: string | undefined
  /** Which one of its family: `inpaint`, `schnell`. */
  variant?: string | undefined
  /** Who says so, for people: `CivitAI says Checkpoint`. */
  evidence: string[]
}

/** Everything that a classification may look at. */
export interface ModelClues {
  source: SourceName
  /** The source's id of the model. */
  id: string
  commit: string
  entry: Entry | undefined
  /** The source's own record, unchecked. */
  record: unknown
  files: { path: string; size: number; sha256: string }[]
  /** What the headers of its files say, by path. */
  headers: ReadonlyMap<string, Testimony>
}

export interface Classification {
  modelType: ModelType
  subtype: Subtype
  /** Lower case, `unknown` when nobody knows. */
  family: string
  /** Which one of its family, as its largest file shows; undefined for most. */
  variant?: string | undefined
  /** The part that single files play, where it is known; by path. */
  fileSubtypes: Map<string, Subtype>
  evidence: string[]
}
