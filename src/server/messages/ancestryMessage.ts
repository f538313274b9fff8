import { create } from '@bufbuild/protobuf'

import type { Ancestry, AuthorCount, PathStep } from '../../catalog/catalog.ts'
import {
  type Ancestry as AncestryMessage,
  AncestrySchema,
  type FindPathResponse,
  FindPathResponseSchema,
} from '../../gen/weighthouse/v1/ancestry_pb.ts'
import { entryMessage, relationMessage } from './entryMessage.ts'
import { int64 } from './int64.ts'

/** What a model descends from and what descends from it, as the API tells it. */
export function ancestryMessage(ancestry: Ancestry, shelved: ReadonlySet<string>): AncestryMessage {
  const { byRelation, byDepth, byAuthor } = ancestry.counts
  return create(AncestrySchema, {
    entry: entryMessage(ancestry.entry, shelved),
    ancestors: ancestry.ancestors.map((relation) => relationMessage(relation, shelved)),
    descendants: ancestry.descendants.map((relation) => relationMessage(relation, shelved)),
    ancestorsTotal: int64(ancestry.ancestorsTotal),
    descendantsTotal: int64(ancestry.descendantsTotal),
    counts: {
      byRelation: byRelation.map(({ relation, declared, inferred }) => ({
        relation,
        declared: int64(declared),
        inferred: int64(inferred),
      })),
      byDepth: byDepth.map(({ depth, count }) => ({ depth, count: int64(count) })),
      byAuthor: byAuthor.map(authorCount),
    },
    aggregate: ancestry.aggregate.map(({ depth, relation, count, authors, more, examples }) => ({
      depth,
      relation,
      count: int64(count),
      authors: authors.map(authorCount),
      more: int64(more),
      examples: examples.map(({ slug, name, downloads }) => ({ slug, name, downloads: int64(downloads) })),
    })),
    cycle: ancestry.cycle,
  })
}

export function pathMessage(steps: readonly PathStep[], shelved: ReadonlySet<string>): FindPathResponse {
  return create(FindPathResponseSchema, {
    steps: steps.map(({ entry, id, step }) => ({
      ...(entry ? { entry: entryMessage(entry, shelved) } : {}),
      id,
      ...step,
    })),
  })
}

function authorCount({ author, count }: AuthorCount) {
  return { author, count: int64(count) }
}
