import { readText } from '../searchParams.ts'

export const relationKinds = ['finetune', 'adapter', 'quantized', 'merge'] as const
type RelationKind = (typeof relationKinds)[number]

/** What Ancestry's address holds. */
export interface AncestrySearch {
  /** Which list is shown; without it the descendants, if there are any. */
  list?: 'ancestors' | 'descendants'
  relation?: RelationKind
  /** The model that a way is looked for to. */
  to?: string
}

export function readAncestrySearch(raw: Record<string, unknown>): AncestrySearch {
  const relation = relationKinds.find((kind) => kind === raw.relation)
  const to = readText(raw.to)
  return {
    ...(raw.list === 'ancestors' || raw.list === 'descendants' ? { list: raw.list } : {}),
    ...(relation ? { relation } : {}),
    ...(to === undefined ? {} : { to }),
  }
}
