import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'

import { type Relation, RelationSchema } from '../../gen/weighthouse/v1/entry_pb.ts'
import { growTree } from './printAncestryTree.ts'

function relation(id: string, depth: number, parents: string[]): Relation {
  return create(RelationSchema, {
    id,
    depth,
    relation: 'finetune',
    entry: { id, baseModels: parents.map((parent) => ({ id: parent, relation: 'finetune', declared: true })) },
  })
}

function shape(branches: ReturnType<typeof growTree>): unknown[] {
  return branches.map(({ relation, branches: below }) => (below.length > 0 ? [relation.id, shape(below)] : relation.id))
}

test('each descendant hangs below the model that it was made from, whatever the letter case', () => {
  const tree = growTree('root', [
    relation('b', 1, ['root']),
    relation('a', 1, ['root']),
    relation('a1', 2, ['A']),
    relation('a11', 3, ['a1']),
  ])

  expect(shape(tree)).toStrictEqual(['b', ['a', [['a1', ['a11']]]]])
})

test('a merge hangs below one parent only, and a model whose parent is not shown below the root', () => {
  const tree = growTree('root', [
    relation('a', 1, ['root']),
    relation('b', 1, ['root']),
    relation('both', 2, ['b', 'a']),
    relation('orphan', 5, ['not shown']),
  ])

  expect(shape(tree)).toStrictEqual(['a', ['b', ['both']], 'orphan'])
})

test('a circle ends', () => {
  const tree = growTree('root', [relation('a', 1, ['root', 'b']), relation('b', 2, ['a'])])

  expect(shape(tree)).toStrictEqual([['a', ['b']]])
})
