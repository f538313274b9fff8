import type { DocSet } from '../index/docSet.ts'
import type { IndexView } from '../index/indexView.ts'

/** Keys of all models that there are, those that their source lists no longer included. */
export function allModels(view: Pick<IndexView, 'match'>): DocSet {
  return view.match({ filter: { removed: true } })
}
