import { create } from '@bufbuild/protobuf'

import type { Ancestry, CatalogModel, Relation } from '../../catalog/catalog.ts'
import {
  type Ancestry as AncestryMessage,
  AncestrySchema,
  type Model as ModelMessage,
  ModelSchema,
  type Relation as RelationMessage,
  RelationSchema,
} from '../../gen/weighthouse/v1/catalog_pb.ts'
import { entryMessage } from './entryMessage.ts'
import { int64, optionalInt64 } from './int64.ts'
import { plainJson } from './plainJson.ts'

/** Everything known of one model, as the API tells it. */
export function modelMessage(model: CatalogModel, pageUrl: string, shelved: ReadonlySet<string>): ModelMessage {
  return create(ModelSchema, {
    entry: entryMessage(model.entry, shelved),
    record: plainJson(model.record),
    files: model.files.map(({ path, size, sha256 }) => ({ path, size: optionalInt64(size), sha256: sha256 ?? '' })),
    parents: model.parents.map((relation) => relationMessage(relation, shelved)),
    children: model.children.map((relation) => relationMessage(relation, shelved)),
    childrenTotal: int64(model.childrenTotal),
    datasets: model.datasets,
    tags: model.tags,
    pageUrl,
    seenAt: int64(model.seenAt),
  })
}

export function ancestryMessage(ancestry: Ancestry, shelved: ReadonlySet<string>): AncestryMessage {
  return create(AncestrySchema, {
    entry: entryMessage(ancestry.entry, shelved),
    ancestors: ancestry.ancestors.map((relation) => relationMessage(relation, shelved)),
    descendants: ancestry.descendants.map((relation) => relationMessage(relation, shelved)),
    ancestorsTotal: int64(ancestry.ancestorsTotal),
    descendantsTotal: int64(ancestry.descendantsTotal),
  })
}

function relationMessage(
  { entry, id, relation, declared, depth }: Relation,
  shelved: ReadonlySet<string>,
): RelationMessage {
  return create(RelationSchema, {
    ...(entry ? { entry: entryMessage(entry, shelved) } : {}),
    id,
    relation,
    declared,
    depth,
  })
}
