import type { Database } from '../../database/database.ts'
import { giveMemoryBack } from '../../foundation/giveMemoryBack.ts'
import type { Log } from '../../foundation/log.ts'
import { type Clock, systemClock, type UtcMilliseconds } from '../../foundation/time.ts'
import { catalogIsFilling } from './catalogIsFilling.ts'
import type { Announced } from './catchUp/announced.ts'
import { catchUpWith, type CommittedChange, passChange } from './catchUp/catchUpWith.ts'
import { type Change, readChanges } from './catchUp/readChanges.ts'
import { type IndexBulk, startBulk } from './catchUp/startBulk.ts'
import { startPieces } from './catchUp/startPieces.ts'
import { keepCheckpoint } from './checkpoint/keepCheckpoint.ts'
import { loadIndex, type LoadedIndex } from './checkpoint/loadIndex.ts'
import type { IndexView, SearchIndex } from './indexView.ts'
import type { IndexPiece } from './pieces/indexPiece.ts'

/** A read waits for this many changed models; more are brought in behind it, while searches go on. */
const modelsWaitedFor = 5_000
/** Changes that one look at the log takes. */
const changesAtOnce = 200
/** A checkpoint is worth its writing after this share of models has changed. */
const shareToKeep = 0.02
/** Changes that may come in while segments are merged. */
const changesUntidied = 300
/** Reading so many leaves more garbage behind than V8 keeps anyway. */
const manyModels = 500_000
/** While pieces come in, segments are merged only when there are so many that searches would feel it. */
const mostSegments = 48
/** Models in hand that wait for their turn; what is beyond is read from the database instead. */
const mostInHand = 20_000

export interface LocalSearchIndex extends SearchIndex {
  /** As `checkpoint`, behind what goes on; `close` waits for it. Should it fail, the next one has more to write. */
  checkpointSoon(): void
  /**
   * Takes what this process has just committed, so that it need not be read back. Optional: what is never handed over is
   * read from the database.
   */
  committed(changes: readonly CommittedChange[]): void
  /**
   * For very many models: from here on, what is handed over goes into large pieces that are searchable once they are
   * full or `finish` has run, instead of many small ones at once. One at a time.
   */
  startLoad(): Promise<BulkLoad>
  /**
   * For models that another thread of this process writes and makes ready, or several do; none beside `startLoad`. Of
   * what two of them write, searches have the last for certain when both have finished.
   * @param announced what that thread is about to commit
   * @throws WeighthouseError CONFLICT beside `startLoad`
   */
  startPieces(announced: Announced): Promise<PieceLoad>
}

interface PieceLoad {
  /** Brings a piece in, while searches go on. Pieces in the order of their commits. */
  take(piece: IndexPiece): Promise<void>
  /** Reads back what was committed and did not come in a piece. To be called whatever happened. */
  finish(): Promise<void>
}

export interface BulkLoad {
  /** Takes in what was handed over, in slices; to be called after every transaction. */
  settle(): Promise<void>
  /** Makes all that was taken in searchable. To be called whatever happened. */
  finish(): Promise<void>
}

/** The search index of a database's catalog; it is loaded by the first `read`. */
export function createSearchIndex(options: {
  database: Database
  clock?: Clock | undefined
  log?: Log | undefined
  /** A checkpoint is worth its writing after this many changed models, if they are 2 % of all. */
  fewestToKeep?: number | undefined
}): LocalSearchIndex {
  const { database, clock = systemClock, log, fewestToKeep = 20_000 } = options
  let loaded: LoadedIndex | undefined
  let loading: Promise<LoadedIndex> | undefined
  let tidying: Promise<void> | undefined
  let closed = false
  const inHand = new Map<number, CommittedChange>()
  let modelsInHand = 0
  let bulk: IndexBulk | undefined
  /** The bulk, or the pieces of other threads. */
  const arriving = new Set<{ takes(change: Change): boolean }>()
  /** A bulk goes on, or is about to. */
  let filling = false
  let untidied = 0
  // One at a time: each change builds on the one before it.
  let turn: Promise<unknown> = Promise.resolve()
  let keeping: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  function load(): Promise<LoadedIndex> {
    loading ??= loadIndex(database).then(
      (index) => {
        loaded = index
        if (index.state.needsMerge()) tidy(index)
        // What reading millions of models has left behind is as much again as the half of what they take.
        if (index.state.view.size > manyModels) giveMemoryBack()
        return index
      },
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }

  /** Brings in every change up to now. To be called in turn. */
  async function catchUp(): Promise<LoadedIndex> {
    let index = loaded ?? (await load())
    for (;;) {
      const { changes, lost } = await readChanges(database.kysely, index.seen, changesAtOnce)
      if (lost) {
        // Only a checkpoint that another process has written has them now.
        loading = undefined
        index = await load()
        continue
      }
      if (changes.length === 0) break
      for (const change of changes) {
        if (change.id <= index.seen) continue
        if (isComing(change)) passChange(index, change)
        else await catchUpWith(database.kysely, index, change, takeInHand(change))
        if (arriving.size === 0) await tidyBetween(index)
      }
      if (changes.length < changesAtOnce) break
    }
    return index
  }

  function isComing(change: Change): boolean {
    for (const { takes } of arriving) if (takes(change)) return true
    return false
  }

  function takeInHand(change: Change): CommittedChange | undefined {
    const known = inHand.get(change.id)
    if (known) {
      inHand.delete(change.id)
      modelsInHand -= known.models.length
    }
    return known
  }

  /** Tidies up beside the way; only a long way waits for it, or thousands of small segments would pile up. */
  async function tidyBetween(index: LoadedIndex): Promise<void> {
    if (index.state.needsMerge()) tidy(index)
    untidied = tidying ? untidied + 1 : 0
    if (untidied < changesUntidied) return
    await tidying
    untidied = 0
  }

  /** Merges small segments while others go on reading. */
  function tidy(index: LoadedIndex): void {
    tidying ??= (async () => {
      for (const _ of index.state.merge()) {
        await new Promise(setImmediate)
        if (closed || loaded !== index) return
      }
    })().finally(() => {
      tidying = undefined
    })
    tidying.catch((error: unknown) => log?.error({ error }, 'the search index could not be tidied up'))
  }

  async function read(): Promise<IndexView> {
    const index = loaded ?? (await load())
    const { changes, lost } = await readChanges(database.kysely, index.seen, changesAtOnce)
    if (!lost && changes.length < changesAtOnce && changes.every(isComing)) {
      return index.state.view
    }
    const coming = inTurn(catchUp)
    const waiting = changes.reduce((sum, { keys }) => sum + keys.length, 0)
    const isWhole = !lost && index.seen >= index.reach && index.state.view.size > 0
    if (!isWhole || waiting <= modelsWaitedFor) return (await coming).state.view
    coming.catch((error: unknown) => log?.error({ error }, 'the search index could not be brought up to date'))
    return index.state.view
  }

  /** Starts what brings in very much; from the first moment on, nothing else is tidied up or kept. */
  async function arrive<A extends { takes(change: Change): boolean }>(start: () => Promise<A>): Promise<A> {
    const soon = { takes: () => false }
    arriving.add(soon)
    try {
      const started = await start()
      arriving.add(started)
      return started
    } finally {
      arriving.delete(soon)
    }
  }

  /** One at a time, but not in turn: while it is written, changes come in and are found. */
  async function checkpoint(): Promise<void> {
    const before = keeping
    const mine = (async () => {
      await before
      const index = await inTurn(catchUp)
      // It has passed changes whose models are still on their way. Whoever brings them asks for a checkpoint afterwards.
      if (arriving.size > 0) return
      if (index.changedModels < Math.max(fewestToKeep, index.state.view.size * shareToKeep)) return
      await tidying
      await keepCheckpoint(database, index, clock())
    })()
    keeping = mine.catch(() => undefined)
    await mine
  }

  return {
    read,
    checkpoint,
    checkpointSoon() {
      checkpoint().catch((error: unknown) => log?.error({ error }, 'the search index could not be kept'))
    },
    changedAt: (): UtcMilliseconds | undefined => loaded?.changedAt,
    committed(changes) {
      // Nobody has asked for the index yet: what its first reader needs, it reads.
      if (!loaded) return
      if (bulk) return bulk.hand(changes)
      for (const change of changes) {
        // A reader was faster and has read it back.
        if (change.id <= loaded.seen) continue
        if (modelsInHand > mostInHand) return
        inHand.set(change.id, change)
        modelsInHand += change.models.length
      }
    },
    async startLoad() {
      if (arriving.size > 0) throw catalogIsFilling()
      filling = true
      const mine = await arrive(async () => {
        const index = await inTurn(catchUp)
        await tidying
        return startBulk(database.kysely, index)
      }).catch((error: unknown) => {
        filling = false
        throw error
      })
      bulk = mine
      return {
        settle: () => inTurn(() => mine.settle()),
        finish: () =>
          inTurn(async () => {
            // While what was handed over is still known as such, so that it is not read back.
            await catchUp()
            await mine.finish()
            bulk = undefined
            filling = false
            arriving.delete(mine)
          }),
      }
    },
    async startPieces(announced) {
      if (filling) throw catalogIsFilling()
      const mine = await arrive(async () => startPieces(database.kysely, await inTurn(catchUp), announced))
      return {
        take: (piece) =>
          inTurn(async () => {
            const index = await catchUp()
            await mine.take(index, piece)
            if (index.state.segments > mostSegments && index.state.needsMerge()) tidy(index)
          }),
        finish: () =>
          inTurn(async () => {
            const index = await catchUp()
            await mine.finish(index)
            arriving.delete(mine)
            if (arriving.size === 0 && index.state.needsMerge()) tidy(index)
          }),
      }
    },
    async close() {
      closed = true
      await keeping
      await turn
      await tidying
    },
  }
}
