import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { makeFolder } from '../../foundation/files/makeFolder.ts'
import { syncDirectory } from '../../foundation/files/syncDirectory.ts'
import { writeDurably } from '../../foundation/files/writeDurably.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { modelMetadataSchema } from '../metadata.ts'

/*
 * What an import is about to do with one model, written before it touches a file: <library>/.imports/<token>.json. An import
 * that was cut off is brought to its end from it, whichever files had been moved by then; only then is it removed. So no byte is
 * ever in a place that nobody knows of.
 */
const importsFolder = '.imports'

const importMethods = ['move', 'copy', 'link'] as const
export type ImportMethod = (typeof importMethods)[number]

const journalSchema = z.object({
  token: z.string().regex(/^[0-9a-f]{16}$/),
  pid: z.number().int(),
  host: z.string(),
  started_at: z.number(),
  method: z.enum(importMethods),
  /** The model's folder, relative to the library. */
  folder: z.string().min(1),
  files: z.array(
    z.object({
      /** Absolute. */
      from: z.string().min(1),
      /** Relative to the model's folder. */
      to: z.string().min(1),
      size: z.number().int().nonnegative(),
      mtime_ms: z.number(),
    }),
  ),
  /** metadata.json as it will be; hashes are filled in where they become known. */
  metadata: modelMetadataSchema,
})
export type ImportJournal = z.infer<typeof journalSchema>

export async function writeImportJournal(directory: string, journal: ImportJournal): Promise<void> {
  const folder = join(directory, importsFolder)
  await makeFolder(folder)
  const path = join(folder, `${journal.token}.json`)
  await writeDurably(`${path}.new`, JSON.stringify(journal), 'w')
  await rename(`${path}.new`, path)
  await syncDirectory(folder)
}

export async function removeImportJournal(directory: string, token: string): Promise<void> {
  await rm(join(directory, importsFolder, `${token}.json`), { force: true })
}

/** The journals that are there, the oldest first; those that cannot be read with why. */
export async function readImportJournals(
  directory: string,
): Promise<{ journals: ImportJournal[]; problems: { path: string; reason: string }[] }> {
  const folder = join(directory, importsFolder)
  const journals: ImportJournal[] = []
  const problems: { path: string; reason: string }[] = []
  for (const name of (await ifPresent(readdir(folder))) ?? []) {
    if (!name.endsWith('.json')) continue
    const text = await ifPresent(readFile(join(folder, name), 'utf8'))
    if (text === undefined) continue
    const parsed = journalSchema.safeParse(parseJson(text))
    if (parsed.success) journals.push(parsed.data)
    else
      problems.push({
        path: join(folder, name),
        reason: `it is no journal of an import: ${parsed.error.issues[0]?.message}`,
      })
  }
  return { journals: journals.sort((one, other) => one.started_at - other.started_at), problems }
}
