import { createMemo, type Memo } from './memo.ts'
import { other, PickleError, type Value } from './value.ts'

/** The stack and the memo of a pickle. What Python would refuse throws PickleError. */
export interface Machine {
  push(value: Value): void
  pop(): Value
  /** Takes `count` things away, of which there must be so many above the last mark. */
  drop(count: number): void
  /** Takes away all down to the last mark; returns how many these were. */
  dropToMark(): number
  mark(): void
  /** What POP does: takes the topmost thing away, or else the last mark. */
  popOrMark(): void
  top(): Value
  /** Whether `count` things lie above the last mark. */
  demand(count: number): void
  readonly memo: Memo
}

const deepest = 2_000_000
const mostLetters = 16 * 1024 * 1024

export function createMachine(): Machine {
  const stack: Value[] = []
  const marks: number[] = []
  let letters = 0
  /** The height below which nothing may be taken. */
  let fence = 0

  function push(value: Value): void {
    if (typeof value === 'string') letters += value.length
    if (stack.push(value) > deepest || letters > mostLetters)
      throw new PickleError('it has more on its stack than is followed')
  }

  function pop(): Value {
    demand(1)
    const value = stack.pop() ?? other
    if (typeof value === 'string') letters -= value.length
    return value
  }

  function demand(count: number): void {
    if (stack.length - fence < count) throw new PickleError('it takes more from its stack than is there')
  }

  function dropAbove(height: number): void {
    for (let index = stack.length - 1; index >= height; index--) {
      const value = stack[index]
      if (typeof value === 'string') letters -= value.length
    }
    stack.length = height
  }

  function popMark(): number {
    const height = marks.pop()
    if (height === undefined) throw new PickleError('it goes back to a mark that it has not set')
    fence = marks.at(-1) ?? 0
    return height
  }

  return {
    memo: createMemo(),
    push,
    pop,
    demand,
    drop(count) {
      demand(count)
      dropAbove(stack.length - count)
    },
    dropToMark() {
      const height = popMark()
      const count = stack.length - height
      dropAbove(height)
      return count
    },
    mark() {
      if (marks.push(stack.length) > deepest) throw new PickleError('it has more marks than are followed')
      fence = stack.length
    },
    popOrMark() {
      if (marks.length > 0 && stack.length === fence) popMark()
      else pop()
    },
    top() {
      demand(1)
      return stack.at(-1) ?? other
    },
  }
}
