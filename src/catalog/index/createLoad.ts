import { addAttributes, applyNumbers } from './applyChanges.ts'
import { collectAttributeWords } from './attributes/attributeWords.ts'
import type { IndexData } from './indexData.ts'
import type { IndexLoad } from './indexState.ts'
import { adoptModels } from './segments/adoptModels.ts'
import { createSegmentBuilder, type SegmentBuilder } from './segments/createSegmentBuilder.ts'
import { openSegment } from './segments/createSegments.ts'

/** Models that a segment of a load holds: good to read, and not too long to write. */
const modelsOfSegment = 1_000_000
/** Models that are adopted before others get their turn. */
const stride = 5_000

/** See IndexState.load. */
export function createLoad(data: IndexData): IndexLoad {
  let builder = createSegmentBuilder(data.dictionary, 1024)
  let full: SegmentBuilder[] = []
  let words = collectAttributeWords(data.attributeWords)

  function* settle(): Generator<void, void> {
    if (full.length === 0) return
    words.finish()
    words = collectAttributeWords(data.attributeWords)
    const settling = full
    full = []
    for (const done of settling) {
      const segment = yield* done.finish(data.segments.nextSerial++)
      const live = openSegment(data.segments, segment)
      for (const _ of adoptModels(data, live, { stride })) {
        data.version++
        yield
      }
      data.version++
    }
  }

  function startAnew(): void {
    if (builder.count > 0) full.push(builder)
    builder = createSegmentBuilder(data.dictionary, 1024)
  }

  return {
    add({ attributes = [], models = [] }) {
      words.add(addAttributes(data, attributes))
      for (const model of models) {
        if (builder.count === modelsOfSegment || model.key <= builder.lastKey) startAnew()
        applyNumbers(data, model)
        builder.add(model)
      }
    },
    settle,
    *finish() {
      startAnew()
      yield* settle()
      words.finish()
    },
  }
}
