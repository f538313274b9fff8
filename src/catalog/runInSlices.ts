import type { IndexView, SearchIndex } from './index/indexView.ts'

/** Long work on the index that lets others have their turn: it yields when its {@link Slice} is over. */
export type SlicedWork<T> = Generator<void, T, void>

export interface Slice {
  /** Good until the next `yield`; then there is another one, because columns may have moved meanwhile. */
  readonly view: IndexView
  /** Reading the clock takes its time, so ask after every few hundred steps. */
  isOver(): boolean
}

/** Milliseconds that one slice may work: for so long a search that comes meanwhile waits. */
const sliceTime = 8

/** Runs work to its end. Of models that are written meanwhile, some may be in a part of the result only. */
export async function runInSlices<T>(
  index: Pick<SearchIndex, 'read'>,
  start: (slice: Slice) => SlicedWork<T>,
): Promise<T> {
  let view = await index.read()
  let end = performance.now() + sliceTime
  const work = start({
    get view() {
      return view
    },
    isOver: () => performance.now() > end,
  })
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await new Promise(setImmediate)
    view = await index.read()
    end = performance.now() + sliceTime
  }
}
