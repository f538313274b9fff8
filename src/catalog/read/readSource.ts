import { type SourceName, sourceNames } from '../../ids/slug.ts'

/** The source that a row of `models` names. */
export function readSource(text: string): SourceName {
  const source = sourceNames.find((name) => name === text)
  if (source === undefined) throw new TypeError(`${JSON.stringify(text)} is not a source`)
  return source
}
