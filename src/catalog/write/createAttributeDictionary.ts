import { kindCode } from '../index/indexedModel.ts'
import type { AttributeValue } from './preparedRecord.ts'

/** Keys of attributes, remembered: some ten thousand are used again and again, and most others once. */
export interface AttributeDictionary {
  /** Starts a transaction's view; call `committed` when its COMMIT succeeded, and nothing when it did not. */
  begin(): AttributeView
}

export interface AttributeView {
  /** Undefined when it is not known here. */
  find(attribute: AttributeValue): number | undefined
  add(attribute: AttributeValue, key: number): void
  committed(): void
}

/** Some 30 MB, as two generations. */
const mostRemembered = 150_000
/** Objects, of which several may stand for one attribute; some 20 MB. */
const mostObjects = 300_000

/**
 * Rows of `attributes` are never deleted or changed, so a key that was once committed, by any process, stays right. Keys
 * that a transaction makes are kept apart until its COMMIT, since a rollback takes them back.
 *
 * What was used least recently is forgotten: there are two generations, and whatever is found in the older moves to the
 * younger, until that is full and becomes the older.
 */
export function createAttributeDictionary(): AttributeDictionary {
  let young = createGeneration()
  let old = createGeneration()
  // The records of one batch share their attributes, so that mostly a look by identity does. Not a WeakMap, which the
  // garbage collector goes through each time.
  let byObject = new Map<AttributeValue, number>()

  function remember(code: number, value: string, key: number): void {
    if (young.size >= mostRemembered) {
      old = young
      young = createGeneration()
      byObject = new Map()
    }
    young.size++
    tableOf(young, code).set(value, key)
  }

  function rememberObject(attribute: AttributeValue, key: number): void {
    if (byObject.size >= mostObjects) byObject = new Map()
    byObject.set(attribute, key)
  }

  function recall(attribute: AttributeValue): number | undefined {
    const same = byObject.get(attribute)
    if (same !== undefined) return same
    const code = kindCode(attribute.kind)
    let key = young.tables[code]?.get(attribute.value)
    if (key === undefined) {
      key = old.tables[code]?.get(attribute.value)
      if (key === undefined) return undefined
      remember(code, attribute.value, key)
    }
    rememberObject(attribute, key)
    return key
  }

  return {
    begin() {
      const made = createGeneration()
      const madeObjects = new Map<AttributeValue, number>()
      return {
        find: (attribute) =>
          recall(attribute) ??
          madeObjects.get(attribute) ??
          made.tables[kindCode(attribute.kind)]?.get(attribute.value),
        add(attribute, key) {
          tableOf(made, kindCode(attribute.kind)).set(attribute.value, key)
          madeObjects.set(attribute, key)
        },
        committed() {
          for (const [code, table] of made.tables.entries()) {
            for (const [value, key] of table ?? []) remember(code, value, key)
          }
          for (const [attribute, key] of madeObjects) rememberObject(attribute, key)
        },
      }
    },
  }
}

interface Generation {
  /** By code of the kind. */
  tables: (Map<string, number> | undefined)[]
  size: number
}

function createGeneration(): Generation {
  return { tables: [], size: 0 }
}

function tableOf({ tables }: Generation, code: number): Map<string, number> {
  return (tables[code] ??= new Map())
}
