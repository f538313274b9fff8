import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

import type { z } from 'zod'

import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { unsafeReason } from '../ids/safePath.ts'
import {
  metadataFileName,
  metadataVersion,
  type ModelMetadata,
  modelMetadataSchema,
  overridesFileName,
} from './metadata.ts'
import { migrateMetadata } from './migrate/migrateMetadata.ts'
import { type Overrides, overridesSchema } from './overrides.ts'

// A list of 100,000 files takes some 20 MB.
const longestJson = 64 * 1024 * 1024

/**
 * Reads metadata.json of the model folder at `folder`; undefined when there is none. Earlier versions, and those of
 * programs before ours, are brought to the present one in memory; a newer one comes as it is, see `checkWritable`.
 * @throws WeighthouseError INVALID_CONFIG naming the file and the field that is wrong
 */
export async function readMetadata(folder: string): Promise<ModelMetadata | undefined> {
  const text = await ifPresent(readFile(join(folder, metadataFileName), 'utf8'))
  return text === undefined ? undefined : parseMetadata(folder, text)
}

/** The same of a text that was read already. */
export function parseMetadata(folder: string, text: string): ModelMetadata {
  const path = join(folder, metadataFileName)
  const json = parseJsonText(path, text)
  const metadata = parse(path, migrateMetadata(json, folder.split(/[\\/]/).slice(-3).join('/')), modelMetadataSchema)
  // Files in place have the names that the user gave them, on whatever system.
  const isUnsafe = metadata.storage_kind === 'external_reference' ? leavesFolder : isUnsafePath
  const unsafe = metadata.files.find((file) => isUnsafe(file.path))
  if (unsafe) throw broken(path, `files: the path ${JSON.stringify(unsafe.path)} is not safe`)
  return metadata
}

/**
 * Makes sure that a metadata.json may be written again by this program.
 * @throws WeighthouseError UNSUPPORTED when a newer one wrote it, with fields whose meaning nobody here knows
 */
export function checkWritable(metadata: ModelMetadata, folder: string): void {
  if (metadata.schema_version <= metadataVersion) return
  const path = join(folder, metadataFileName)
  throw new WeighthouseError(
    'UNSUPPORTED',
    `${path} was written by a newer Weighthouse (version ${metadata.schema_version} of the file; this one knows ${metadataVersion}). It is shown, and stays as it is.`,
    { hint: 'Update Weighthouse to change this model.', details: { path, version: metadata.schema_version } },
  )
}

/**
 * Reads overrides.json of the model folder at `folder`; undefined when there is none.
 * @throws WeighthouseError INVALID_CONFIG naming the file and the field that is wrong
 */
export async function readOverrides(folder: string): Promise<Overrides | undefined> {
  const path = join(folder, overridesFileName)
  const json = await readJson(path)
  return json === undefined ? undefined : parse(path, json, overridesSchema)
}

/** The same for work on many models, which one broken file must not end: says what is wrong instead of throwing. */
export async function readOverridesOrProblem(
  folder: string,
): Promise<{ overrides: Overrides | undefined; problem: string | undefined }> {
  try {
    return { overrides: await readOverrides(folder), problem: undefined }
  } catch (error) {
    if (!isWeighthouseError(error, 'INVALID_CONFIG')) throw error
    return { overrides: undefined, problem: error.message }
  }
}

const isUnsafePath = (path: string) => unsafeReason(path) !== undefined

function leavesFolder(path: string): boolean {
  return isAbsolute(path) || path.includes('\0') || path.split(/[\\/]/).includes('..')
}

async function readJson(path: string): Promise<unknown> {
  const text = await ifPresent(readFile(path, 'utf8'))
  return text === undefined ? undefined : parseJsonText(path, text)
}

function parseJsonText(path: string, text: string): unknown {
  if (text.length > longestJson) throw broken(path, `it is longer than ${longestJson} characters`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(path, `it is not JSON: ${(error as Error).message}`, { cause: error })
  }
}

function parse<T>(path: string, json: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  throw broken(path, `${field || 'the whole'}: ${issue?.message}`, { field, cause: parsed.error })
}

function broken(path: string, reason: string, more: { field?: string; cause?: unknown } = {}): WeighthouseError {
  const isOverrides = path.endsWith(overridesFileName)
  return new WeighthouseError('INVALID_CONFIG', `${path} is not usable: ${reason}.`, {
    hint: isOverrides
      ? 'Mend the field in that file; a version range looks like ">=0.3.0 <1".'
      : 'Mend the file, or move it away and pull the model again.',
    details: { path, ...(more.field && { field: more.field }) },
    cause: more.cause,
  })
}
