import { readFile } from 'node:fs/promises'

import { z } from 'zod'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
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
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
