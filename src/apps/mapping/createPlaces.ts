import { createHash } from 'node:crypto'
import { posix } from 'node:path'

import { unsafeReason } from '../../ids/safePath.ts'
import { distinguishName } from '../../library/cleanName.ts'
import type { LibraryModel } from '../../library/library.ts'

/** Gives names in folders of an application, each once, and all safe; upper and lower case are the same. */
export interface Places {
  /** Yields the place of a file, then the next ones that are free; undefined when there is none. */
  names(folder: string, model: LibraryModel, path: string): () => string | undefined
  /** The same in a folder of the model's own. @param named false when `folder` is the model's already */
  inFolder(folder: string, model: LibraryModel, named: boolean, path: string): () => string | undefined
  /** The place of a file that is written, in a folder of its own. */
  takeWritten(folder: string, fileName: string, key: string): string | undefined
  /** A name in an application's own list. @param more words of which one is put behind a name that is taken, the best first */
  takeName(name: string, more: readonly string[]): string
}

export function createPlaces(): Places {
  const taken = new Set<string>()
  const folders = new Map<string, string>()
  const called = new Set<string>()

  return {
    names(folder, model, path) {
      // Nearly every file has the first name, and needs no others.
      let isFirst = true
      let others: Generator<string, undefined, undefined> | undefined
      return () => {
        if (isFirst) {
          isFirst = false
          const place = placeIn(folder, path.slice(path.lastIndexOf('/') + 1))
          if (place !== undefined) return place
        }
        others ??= otherNames(model, path)
        for (;;) {
          // Not `for of`, which would end the names with the first that is free.
          const { value: name } = others.next()
          if (name === undefined) return undefined
          const place = placeIn(folder, name)
          if (place !== undefined) return place
        }
      }
    },
    inFolder(folder, model, named, path) {
      let given = false
      return () => {
        // Renaming one file of a tree would break the tree.
        if (given) return undefined
        given = true
        const plain = named ? `${folder}${folder === '' ? '' : '/'}${model.modelId}` : folder
        const owner = folders.get(plain.toLowerCase()) ?? model.slug
        const own = owner === model.slug ? plain : apart(plain, model.slug)
        folders.set(own.toLowerCase(), model.slug)
        const place = `${own}/${path}`
        return unsafeReason(place) === undefined ? place : undefined
      }
    },
    takeWritten(folder, fileName, key) {
      const candidates = [`${folder}/${fileName}`, `${apart(folder, key)}/${fileName}`]
      return candidates.find((place) => unsafeReason(place) === undefined && take(place))
    },
    takeName(name, more) {
      for (const each of [name, ...more.map((word) => `${name}-${word.toLowerCase()}`)]) {
        if (called.has(each)) continue
        called.add(each)
        return each
      }
      for (let number = 2; ; number++) {
        const each = `${name}-${number}`
        if (called.has(each)) continue
        called.add(each)
        return each
      }
    },
  }

  /** @param folder a safe path; undefined when the name is not safe or not free */
  function placeIn(folder: string, name: string): string | undefined {
    const place = folder === '' ? name : `${folder}/${name}`
    return unsafeReason(name) === undefined && place.length <= longestPlace && take(place) ? place : undefined
  }

  function take(place: string): boolean {
    const key = place.toLowerCase()
    if (taken.has(key)) return false
    taken.add(key)
    return true
  }
}

function apart(folder: string, key: string): string {
  const { dir, base } = posix.parse(folder)
  return `${dir === '' ? '' : `${dir}/`}${distinguishName(base, key)}`
}

const longestPlace = 1024

/** The names that a file may have besides its own, the best first. */
function* otherNames(model: LibraryModel, path: string): Generator<string, undefined, undefined> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  yield `${model.modelId}-${name}`
  yield `${model.modelId}-${path.replaceAll('/', '-')}`
  const { ext } = posix.parse(name)
  const hash = createHash('sha256').update(`${model.slug}/${path}`).digest('hex')
  yield `${model.modelId}-${hash.slice(0, 8)}${ext}`
  yield `${hash}${ext}`
  return undefined
}
