import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { writeDurably } from '../../foundation/files/writeDurably.ts'
import type { Identification } from '../identify/identification.ts'
import { readSmallFile } from '../identify/readSmallFile.ts'
import { overridesFileName } from '../metadata.ts'
import { type Overrides, overridesSchema } from '../overrides.ts'
import { renameWithoutReplacing } from '../renameWithoutReplacing.ts'

/** Longest picture, in bytes. */
export const longestPreview = 20 * 1024 * 1024

const magics: [extension: string, test: (bytes: Buffer) => boolean][] = [
  ['png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['jpg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['webp', (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'],
]

/** The format of a picture by its first bytes; undefined for anything that is none. */
export function pictureFormat(bytes: Buffer): string | undefined {
  return magics.find(([, test]) => test(bytes))?.[0]
}

/**
 * Takes the user's own words, which he wrote into other tools, into overrides.json of a model that is seen for the first
 * time. One that is there stays as it is.
 *
 * @param token 16 hex digits that mark files in the making
 */
export async function importUserFields(
  folder: string,
  user: NonNullable<Identification['user']>,
  token: string,
): Promise<void> {
  const parsed = overridesSchema.safeParse(user)
  if (!parsed.success) return
  const text = `${JSON.stringify(parsed.data satisfies Overrides, undefined, 2)}\n`
  await placeNew(folder, overridesFileName, token, (temporary) => writeDurably(temporary, text, 'wx'))
}

/**
 * Copies the picture at `source` into a model's folder as `preview.<ext>`, by what it really is. What is there stays.
 *
 * @param token 16 hex digits that mark files in the making
 * @returns name and bytes of the copy; undefined when it is no picture, or too long
 */
export async function importPreview(
  folder: string,
  source: string,
  token: string,
): Promise<{ path: string; size: number } | undefined> {
  const bytes = await readSmallFile(source, longestPreview)
  const format = bytes && pictureFormat(bytes)
  if (!bytes || format === undefined) return undefined
  const name = `preview.${format}`
  await placeNew(folder, name, token, (temporary) => writeFile(temporary, bytes, { flag: 'wx' }))
  return { path: name, size: bytes.length }
}

/** Puts a file in its place unless something is there. */
async function placeNew(
  folder: string,
  name: string,
  token: string,
  write: (temporary: string) => Promise<unknown>,
): Promise<void> {
  const temporary = join(folder, `.${name}.${token}.shelving`)
  try {
    await write(temporary)
    await renameWithoutReplacing(temporary, join(folder, name))
  } finally {
    await rm(temporary, { force: true })
  }
}
