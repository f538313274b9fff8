import type { SourceName } from '../../ids/slug.ts'
import { toKeys } from '../index/docSet.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'
import type { DescendantCounter } from './createDescendantCounter.ts'

/** Models of other authors that descend from any model of this one. @param author key of its attribute */
export function* countAuthorDerivatives(
  slice: Slice,
  counter: DescendantCounter,
  source: SourceName,
  author: number,
): SlicedWork<number> {
  const { view } = slice
  const models = Array.from(toKeys(view.modelsWith(author))).filter((key) => view.sourceOf(key) === source)
  const ownModels = new Set(models)
  return yield* counter.count(slice, models, (key) => !ownModels.has(key))
}
