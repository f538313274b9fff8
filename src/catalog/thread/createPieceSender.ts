import type { CommittedChange } from '../index/catchUp/catchUpWith.ts'
import { createPieceBuilder } from '../index/pieces/createPieceBuilder.ts'
import type { IndexPiece } from '../index/pieces/indexPiece.ts'
import type { Writer } from '../write/createWriter.ts'

/** Models of a piece: fewer make more segments, more come later. */
const modelsOfPiece = 10_000
/** Milliseconds after which a piece goes with what there is. */
const longestWait = 1_000
/** Pieces that may be on their way; the time to make one is about the time to take it in. */
const mostOnTheirWay = 2

/** Hands what was committed over to the thread that has the index. */
export interface PieceSender {
  add(changes: readonly CommittedChange[]): void
  /** Hands over all there is. */
  send(): void
  /** To be called when a piece was taken in. */
  taken(): void
  /** From here on nobody waits for pieces to be taken in. */
  stopWaiting(): void
  /** The writer, which sends a piece when there is enough for one, and waits when much was not taken in yet. */
  sending<W extends Pick<Writer, 'write'>>(writer: W): W
}

export function createPieceSender(tell: (piece: IndexPiece) => void): PieceSender {
  const pieces = createPieceBuilder()
  const onTheirWay: PromiseWithResolvers<void>[] = []
  const stopping = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined

  function send(): void {
    clearTimeout(timer)
    timer = undefined
    if (pieces.isEmpty) return
    onTheirWay.push(Promise.withResolvers())
    tell(pieces.take())
  }

  async function sendWhenFull(): Promise<void> {
    // By a timer, since nobody knows when the next is written.
    timer ??= setTimeout(send, longestWait)
    if (pieces.count < modelsOfPiece) return
    send()
    if (onTheirWay.length >= mostOnTheirWay) await Promise.race([onTheirWay[0]?.promise, stopping.promise])
  }

  return {
    add: pieces.add,
    send,
    taken: () => onTheirWay.shift()?.resolve(),
    stopWaiting: () => stopping.resolve(),
    sending: (writer) => ({
      ...writer,
      async write(work) {
        const result = await writer.write(work)
        await sendWhenFull()
        return result
      },
    }),
  }
}
