import { useSyncExternalStore } from 'react'

/** A value that the browser keeps, shared by everything on the page. */
export interface StoredValue<T> {
  read(): T
  write(value: T): void
  /** Renders again when it changes. */
  use(): T
}

/** What is used of the browser's storage. */
type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem'>

interface StoredValueOptions<T> {
  key: string
  /** Asked when it is needed: a browser that keeps nothing throws already here. */
  storage: () => KeyValueStorage
  /** What was kept, as JSON; anything at all, since people and other versions write there, too. */
  parse: (kept: unknown) => T
}

/** Keeps a value in the browser's storage; where that is switched off, until the page is left. */
export function createStoredValue<T>({ key, storage, parse }: StoredValueOptions<T>): StoredValue<T> {
  let value: T | undefined
  const listeners = new Set<() => void>()
  const read = () => (value ??= parse(readKept(key, storage)))
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    read,
    write(next) {
      value = next
      try {
        storage().setItem(key, JSON.stringify(next))
      } catch (error) {
        if (!(error instanceof DOMException)) throw error
      }
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, read),
  }
}

function readKept(key: string, storage: () => KeyValueStorage): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null')
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return undefined
    throw error
  }
}
