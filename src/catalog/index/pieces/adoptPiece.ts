import { applyNumbers } from '../applyChanges.ts'
import { hasBit } from '../columns/bitPlane.ts'
import type { IndexData } from '../indexData.ts'
import { adoptModels } from '../segments/adoptModels.ts'
import { openSegment } from '../segments/createSegments.ts'
import type { IndexPiece } from './indexPiece.ts'
import { createNumbersReader } from './packNumbers.ts'

/** Milliseconds that one step may work: for so long a search that comes meanwhile waits. */
const stepMs = 5
/** Models between two looks at the clock. */
const lookEvery = 64

/** See IndexState.adopt. */
export function* adoptPiece(data: IndexData, piece: IndexPiece): Generator<void, void> {
  let end = performance.now() + stepMs
  const isOver = () => performance.now() > end
  function* pause(): Generator<void, void> {
    data.version++
    yield
    end = performance.now() + stepMs
  }

  if (piece.segment) {
    const { names } = piece.segment
    const { bytes } = names
    // A Buffer comes out of another thread as plain bytes.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const live = openSegment(data.segments, {
      ...piece.segment,
      names: { ...names, bytes: text },
      serial: data.segments.nextSerial,
    })
    live.arriving = true
    const read = createNumbersReader(piece.segmentNumbers)
    const setNumbers = (number: number) => applyNumbers(data, read(number))
    for (const _ of adoptModels(data, live, { isOver, setNumbers })) yield* pause()
    live.arriving = false
  }
  const read = createNumbersReader(piece.others)
  for (const [index, key] of piece.others.keys.entries()) {
    // A model that is gone has a change of kind `parts` of its own.
    if (hasBit(data.columns.existing, key)) applyNumbers(data, read(index))
    if (index % lookEvery === lookEvery - 1 && isOver()) yield* pause()
  }
  data.version++
}
