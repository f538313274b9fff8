import type { SourceName } from '../../ids/slug.ts'

/** The number columns of the index. Times are UTC milliseconds, sizes bytes; NaN where the source does not say. */
export const numberColumns = [
  'downloads',
  'likes',
  'trending',
  'rising',
  'created',
  'updated',
  'parameters',
  'bytes',
  /** Bytes of the smallest complete set of weights; see fit/fitFormula.ts. */
  'weights',
] as const
export type NumberColumn = (typeof numberColumns)[number]

/** What changes from day to day and leaves words and attributes as they are. */
export interface IndexedNumbers {
  key: number
  numbers: Record<NumberColumn, number>
  gated: boolean
  removed: boolean
  nsfwLevel: number
}

/** Everything that the index knows of one model. */
export interface IndexedModel extends IndexedNumbers {
  source: SourceName
  /** The id as the source writes it. */
  id: string
  name: string
  /** The value of its attribute of that kind, where it is at hand; else the attributes tell. */
  author?: string | undefined
  /** Words besides name and attributes: trigger words, former names. Separated by white space. */
  more: string
  /** Keys of attributes (author, task, library, license, tags, bases, …), each once, in any order. */
  attributes: readonly number[]
}

/**
 * Kinds of attributes: values that many models share. A relation to a parent is an attribute too: its kind is the
 * relation (`finetune` when declared, `inferred_finetune` when inferred), its value the parent's id.
 */
export const attributeKinds = [
  'author',
  'task',
  'library',
  'license',
  'language',
  'format',
  'tag',
  'dataset',
  'base',
  'arxiv',
  'doi',
  'region',
  'finetune',
  'adapter',
  'quantized',
  'merge',
  'inferred_finetune',
  'inferred_adapter',
  'inferred_quantized',
  'inferred_merge',
] as const
export type AttributeKind = (typeof attributeKinds)[number]
/** The place of a kind in {@link attributeKinds} is its code, in the database and in the index. Append only. */
export function kindCode(kind: AttributeKind): number {
  return attributeKinds.indexOf(kind)
}

export interface Attribute {
  key: number
  kind: AttributeKind
  value: string
}

export type RelationKind = 'finetune' | 'adapter' | 'quantized' | 'merge'
