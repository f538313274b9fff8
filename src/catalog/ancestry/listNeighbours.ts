import type { SourceName } from '../../ids/slug.ts'
import { forEachKey } from '../index/docSet.ts'
import type { IndexView, Relative } from '../index/indexView.ts'
import { parentKinds } from './relationKinds.ts'

/** A model's key, or the id in lower case of a parent that the catalog does not have. */
export type Place = number | string

export function placeOf({ key, id }: Pick<Relative, 'key' | 'id'>): Place {
  return key ?? id.toLowerCase()
}

/** Parents and direct derivatives of a place. Derivatives of one missing parent are related through it. */
export function listNeighbours(
  view: Pick<IndexView, 'parentsOf' | 'childKeysOf' | 'findAttributes' | 'modelsWith' | 'sourceOf'>,
  source: SourceName,
  place: Place,
): Place[] {
  if (typeof place === 'number') return [...view.parentsOf(place).map(placeOf), ...view.childKeysOf(place)]
  const children: number[] = []
  for (const kind of parentKinds) {
    for (const attribute of view.findAttributes(kind, place)) {
      forEachKey(view.modelsWith(attribute), (key) => {
        if (view.sourceOf(key) === source) children.push(key)
      })
    }
  }
  return children
}
