/** So many pieces of about one size are merged to one of the next. */
const fanIn = 4
/** More at once would take longer for each. */
const mostAtOnce = 8
/** Pieces up to this size are of the first level. */
const firstLevel = 4000

/**
 * Pieces that should become one: four to eight of the same level, the smallest level first. A level is four times as large as the
 * one before, so that whatever is written is written again once a level, and few pieces are left.
 */
export function chooseAlike<T>(pieces: readonly T[], sizeOf: (piece: T) => number): T[] | undefined {
  const levels: T[][] = []
  for (const piece of pieces) {
    const level = Math.max(0, Math.ceil(Math.log(sizeOf(piece) / firstLevel) / Math.log(fanIn)))
    ;(levels[level] ??= []).push(piece)
  }
  return levels.find((alike) => alike !== undefined && alike.length >= fanIn)?.slice(0, mostAtOnce)
}
