import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { z } from 'zod'

import { WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { unsafeReason } from '../ids/safePath.ts'
import {
  metadataFileName,
  type ModelMetadata,
  modelMetadataSchema,
  type Overrides,
  overridesFileName,
  overridesSchema,
} from './metadata.ts'

// A list of 100,000 files takes some 20 MB.
const longestJson = 64 * 1024 * 1024

/**
 * Reads metadata.json of the model folder at `folder`; undefined when there is none.
 * @throws WeighthouseError INVALID_CONFIG naming the file and the field that is wrong
 */
export async function readMetadata(folder: string): Promise<ModelMetadata | undefined> {
  const path = join(folder, metadataFileName)
  const metadata = await readJsonFile(path, modelMetadataSchema)
  const unsafe = metadata?.files.find((file) => unsafeReason(file.path) !== undefined)
  if (unsafe) throw broken(path, `files: the path ${JSON.stringify(unsafe.path)} is not safe`, undefined)
  return metadata
}

/**
 * Reads overrides.json of the model folder at `folder`; undefined when there is none.
 * @throws WeighthouseError INVALID_CONFIG naming the file and the field that is wrong
 */
export function readOverrides(folder: string): Promise<Overrides | undefined> {
  return readJsonFile(join(folder, overridesFileName), overridesSchema)
}

async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await ifPresent(readFile(path, 'utf8'))
  if (text === undefined) return undefined
  if (text.length > longestJson) throw broken(path, `it is longer than ${longestJson} characters`, undefined)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw broken(path, `it is not JSON: ${(error as Error).message}`, error)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw broken(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`, parsed.error)
}

function broken(path: string, reason: string, cause: unknown): WeighthouseError {
  return new WeighthouseError('INVALID_CONFIG', `${path} is not usable: ${reason}.`, {
    hint: 'Mend the file, or move it away and pull the model again.',
    details: { path },
    cause,
  })
}
