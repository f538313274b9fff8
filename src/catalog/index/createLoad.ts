import { addAttributes, applyNumbers } from './applyChanges.ts'
import { collectAttributeWords } from './attributes/attributeWords.ts'
import type { IndexData } from './indexData.ts'
import type { IndexedModel } from './indexedModel.ts'
import type { IndexLoad } from './indexState.ts'
import { adoptModels } from './segments/adoptModels.ts'
import { attributesKnownTo, createSegmentBuilder, type SegmentBuilder } from './segments/createSegmentBuilder.ts'
import { openSegment } from './segments/createSegments.ts'

/** Models that a segment of a load holds: good to read, and not too long to write. */
const modelsOfSegment = 1_000_000
/** Models whose keys do not come in order and that make a segment: searches read each segment. A kilobyte each. */
const mostUnordered = 25_000
/** Models that are adopted before others get their turn. */
const stride = 5_000

/** See IndexState.load. */
export function createLoad(data: IndexData): IndexLoad {
  let builder = createSegmentBuilder(attributesKnownTo(data.dictionary), 1024)
  let unordered: IndexedModel[] = []
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
    builder = createSegmentBuilder(attributesKnownTo(data.dictionary), 1024)
    if (unordered.length === 0) return
    // After the others: what came twice is here the second time.
    const last = new Map(unordered.map((model) => [model.key, model]))
    const sorted = createSegmentBuilder(attributesKnownTo(data.dictionary), last.size)
    for (const model of [...last.values()].sort((a, b) => a.key - b.key)) sorted.add(model)
    full.push(sorted)
    unordered = []
  }

  return {
    add({ attributes = [], models = [] }) {
      words.add(addAttributes(data, attributes))
      for (const model of models) {
        if (builder.count === modelsOfSegment || unordered.length === mostUnordered) startAnew()
        applyNumbers(data, model)
        if (model.key > builder.lastKey) builder.add(model)
        else unordered.push(model)
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
