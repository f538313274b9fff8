import { readFile } from 'node:fs/promises'

import { z } from 'zod'

import { WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { parseJson } from '../foundation/parseJson.ts'
import { unsafeReason } from '../ids/safePath.ts'
import type { ManifestFile } from './manifestReport.ts'

/** The ledger's name in the published folder: which files are ours, and how they were when we made them. */
export const ledgerName = 'index.json'
const generator = 'weighthouse'

const ledgerSchema = z.object({
  generator: z.literal(generator),
  files: z.array(
    z.object({
      name: z.string().refine((name) => !name.includes('/') && unsafeReason(name) === undefined),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.number().int().nonnegative(),
      models: z.number().int().nonnegative(),
    }),
  ),
  timestamp: z.string(),
})

/**
 * Reads the ledger at `path`; undefined when there is none.
 * @throws WeighthouseError CONFLICT when the file is not a ledger of ours
 */
export async function readLedger(path: string): Promise<ManifestFile[] | undefined> {
  const text = await ifPresent(readFile(path, 'utf8'))
  if (text === undefined) return undefined
  const parsed = ledgerSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new WeighthouseError('CONFLICT', `The file ${path} is not a list of files that Weighthouse made.`, {
      hint: 'Choose another folder with --out, or move the file away.',
      details: { path },
    })
  }
  return parsed.data.files
}

/** The ledger's text, up to its timestamp. */
export function formatLedger(files: readonly ManifestFile[]): string {
  return `{"generator":${JSON.stringify(generator)},"files":${JSON.stringify(files)},`
}
