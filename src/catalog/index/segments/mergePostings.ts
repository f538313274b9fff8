import { growArray } from '../growArray.ts'
import { createPostingsWriter } from './createPostingsWriter.ts'
import { type Postings, readList } from './postings.ts'
import type { Segment } from './segment.ts'

/** Postings that are handled before others get their turn; a list costs as much as some of them. */
const stride = 100_000
const listCost = 20

/**
 * Joins the lists of segments.
 * @param keys of the models that are kept, ascending
 */
export function* mergePostings(
  parts: readonly { segment: Segment }[],
  isKept: (part: number, key: number) => boolean,
  keys: Uint32Array<ArrayBuffer>,
): Generator<void, Postings> {
  const writer = createPostingsWriter(keys)
  const cursors = parts.map(({ segment }, part) => ({ postings: segment.postings, part, list: 0 }))
  let joined = new Uint32Array(1024)
  let work = 0
  for (;;) {
    let attribute = Number.POSITIVE_INFINITY
    for (const { postings, list } of cursors) {
      attribute = Math.min(attribute, postings.attributes[list] ?? Number.POSITIVE_INFINITY)
    }
    if (attribute === Number.POSITIVE_INFINITY) return writer.finish()
    let count = 0
    let isSorted = true
    for (const cursor of cursors) {
      const { postings, part } = cursor
      if (postings.attributes[cursor.list] !== attribute) continue
      joined = growArray(joined, count + postings.counts[cursor.list]!)
      const end = readList(postings, cursor.list, joined, count)
      let kept = count
      for (let index = count; index < end; index++) {
        if (isKept(part, joined[index]!)) joined[kept++] = joined[index]!
      }
      if (count > 0 && kept > count && joined[count - 1]! > joined[count]!) isSorted = false
      work += listCost + end - count
      count = kept
      cursor.list++
    }
    if (!isSorted) joined.subarray(0, count).sort()
    if (count > 0) writer.add(attribute, joined, 0, count)
    if (work < stride) continue
    work = 0
    yield
  }
}
