import type { SourceName } from '../../ids/slug.ts'
import type { ModelType, Subtype } from '../metadata.ts'

/** How a folder of models is laid out, by the application or habit that made it. */
export const layoutNames = [
  'plain',
  'vendor-model',
  'diffusers',
  'huggingface-cache',
  'ollama',
  'lm-studio',
  'comfyui',
  'a1111',
  'sd-next',
  'fooocus',
  'swarmui',
  'stability-matrix',
  'invokeai',
  'jan',
  'gpt4all',
  'text-generation-webui',
] as const
export type LayoutName = (typeof layoutNames)[number]

/** A file in a root, as a walk saw it. */
export interface FoundFile {
  /** Relative to the root, with forward slashes. */
  path: string
  /** Where it is, absolute. */
  location: string
  /** Bytes; of a link those of its target. */
  size: number
  /** Modification time, in milliseconds with fractions. */
  mtimeMs: number
  device: string
  inode: string
  /** Told by a layout that names files by their hash; not worked out from the bytes. */
  sha256?: string
  /** Other places of the same bytes in this root, relative to it. */
  alsoAt?: string[]
}

/** What a layout says of a model, by where its files are. */
export interface LayoutHints {
  type?: ModelType
  subtype?: Subtype
  publisher?: string
  repo?: { source: SourceName; repoId: string; revision?: string; commit?: string }
  /** Parts that single files play, by path. */
  fileSubtypes?: Map<string, Subtype>
}

/** A model that lies in a root: what belongs together, and what the layout says of it. */
export interface FoundModel {
  layout: LayoutName
  /** Its folder or its file, relative to the root; `.` for the root itself. Names the model within its root. */
  path: string
  /** What people would call it, before it is identified. */
  name: string
  /** Weights and configs, sidecars apart; the weights first. */
  files: FoundFile[]
  /** `.civitai.info`, `.json`, previews and the like. */
  sidecars: FoundFile[]
  hints: LayoutHints
}
