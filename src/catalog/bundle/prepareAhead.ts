import type { RecordPreparer } from '../write/preparer/createRecordPreparer.ts'
import type { PreparedLines } from '../write/preparer/prepareLines.ts'
import type { Block } from './readBlocks.ts'

/** Blocks that are read and prepared while one is written. */
const blocksAhead = 3

/** Prepares blocks in their order, some of them before they are asked for. */
export async function* prepareAhead(
  preparer: RecordPreparer,
  blocks: AsyncGenerator<Block, void, undefined>,
): AsyncGenerator<{ lines: PreparedLines; end: number }, void, undefined> {
  const coming: { lines: Promise<PreparedLines>; end: number }[] = []
  try {
    for (;;) {
      while (coming.length < blocksAhead) {
        const { value: block } = await blocks.next()
        if (!block) break
        const lines = preparer.prepareLines(block.lines)
        // Thrown where it is awaited, unless the import has ended before.
        lines.catch(() => undefined)
        coming.push({ lines, end: block.end })
      }
      const first = coming.shift()
      if (!first) return
      yield { lines: await first.lines, end: first.end }
    }
  } finally {
    await blocks.return()
  }
}
