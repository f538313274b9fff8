import { type AttributeWords, createAttributeWords } from './attributes/attributeWords.ts'
import { createDictionary, type Dictionary } from './attributes/createDictionary.ts'
import { type Columns, createColumns } from './columns/createColumns.ts'
import { createDerived, type Derived } from './columns/createDerived.ts'
import { createSegments, type Segments } from './segments/createSegments.ts'

/** All that the index holds. */
export interface IndexData {
  readonly columns: Columns
  readonly dictionary: Dictionary
  readonly attributeWords: AttributeWords
  readonly segments: Segments
  readonly derived: Derived
  /** Attributes of the model that is being read; good until the next one. */
  scratch: Uint32Array
  /** Zero for every attribute; whoever counts with it puts it back to that. */
  counters: Uint32Array
  /** Goes up with every change that a search can see. */
  version: number
  /** Answers that hold for one version: a fixed number of them, and the last few of others. */
  readonly answers: { version: number; fixed: Map<string, unknown>; recent: Map<string, unknown> }
}

/** Sets of all models among them take a third of a megabyte each at three million models. */
const mostRecent = 24

export function createIndexData(): IndexData {
  return {
    columns: createColumns(),
    dictionary: createDictionary(),
    attributeWords: createAttributeWords(),
    segments: createSegments(),
    derived: createDerived(),
    scratch: new Uint32Array(256),
    counters: new Uint32Array(0),
    version: 1,
    answers: { version: 0, fixed: new Map(), recent: new Map() },
  }
}

/** The answer of this version, worked out when it is first asked for. There may be only so many names. */
export function cached<T>(data: IndexData, name: string, answer: () => T): T {
  const { fixed } = currentAnswers(data)
  if (!fixed.has(name)) fixed.set(name, answer())
  return fixed.get(name) as T
}

/** The same for any number of names, of which the last few are kept: who pages or changes a filter asks again. */
export function recalled<T>(data: IndexData, name: string, answer: () => T): T {
  const { recent } = currentAnswers(data)
  const found = recent.has(name) ? recent.get(name) : answer()
  recent.delete(name)
  recent.set(name, found)
  for (const [oldest] of recent) {
    if (recent.size <= mostRecent) break
    recent.delete(oldest)
  }
  return found as T
}

function currentAnswers(data: IndexData): IndexData['answers'] {
  const { answers } = data
  if (answers.version !== data.version) {
    answers.version = data.version
    answers.fixed.clear()
    answers.recent.clear()
  }
  return answers
}
