import { toSlug } from '../../ids/slug.ts'
import type { IndexView } from '../index/indexView.ts'

export function slugOf(view: Pick<IndexView, 'sourceOf' | 'idOf'>, key: number): string {
  return toSlug({ source: view.sourceOf(key), id: view.idOf(key) })
}
