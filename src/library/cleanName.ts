import { createHash } from 'node:crypto'

import { transliterate } from './transliterate.ts'

/** Longest cleaned name, in characters (all of them ASCII). */
const longestName = 128

// https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file: also with an extension.
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/**
 * The name of a model as a folder name on every platform: at most 128 of `A-Z a-z 0-9 . _ -`, neither hidden nor
 * ending with a dot, no device name of Windows. Letters of other scripts are written in Latin ones where transliterate.ts
 * has them, marks are taken off letters, and whatever else has no place becomes one `-`. A name of which nothing is left becomes `model-` and the first 8 hex digits of its sha256. Cleaning twice
 * changes nothing.
 */
export function cleanName(name: string): string {
  const cleaned = trim(
    transliterate(name)
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/\.{2,}/g, '.'),
  )
  if (cleaned === '') return `model-${shortHash(name)}`
  return trim(cleaned.replace(reserved, '$&_').slice(0, longestName))
}

/**
 * The same name for another model: its last characters are 8 hex digits that are the same on every machine.
 *
 * @param key a sha256 (64 hex digits), whose first 8 they are; of anything else (a slug, a path) those of its sha256
 */
export function distinguishName(cleaned: string, key: string): string {
  const suffix = `-${/^[0-9a-f]{64}$/.test(key) ? key.slice(0, 8) : shortHash(key)}`
  return cleaned.slice(0, longestName - suffix.length) + suffix
}

/**
 * What tells a model from another of the same name on every machine: the sha256 of its largest file, where that is known;
 * else the id at its source; of a model that no source gave its path below its root.
 */
export function nameKey(model: {
  slug: string
  source: string
  repo_id: string
  files: readonly { size: number; sha256?: string | undefined }[]
}): string {
  if (model.source !== 'local') return model.slug
  const largest = model.files.reduce<{ size: number; sha256?: string | undefined } | undefined>(
    (best, file) => (best === undefined || file.size > best.size ? file : best),
    undefined,
  )
  return largest?.sha256 ?? model.repo_id
}

function trim(name: string): string {
  return name.replace(/^[-.]+|[-.]+$/g, '')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
