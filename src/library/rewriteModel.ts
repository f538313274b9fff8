import { lstat } from 'node:fs/promises'
import { join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { metadataFileName, type ModelMetadata, modelMetadataSchema, overridesFileName } from './metadata.ts'
import { type Overrides, overridesSchema } from './overrides.ts'
import { checkWritable, readMetadata, readOverrides } from './readMetadata.ts'
import { writeJsonAtomically } from './writeJsonAtomically.ts'

/** What is written in a model's folder. */
export interface ModelRecord {
  metadata: ModelMetadata
  /** Undefined when there is none. */
  overrides: Overrides | undefined
}

/** What of it is to be written anew; what is left out stays as it is. */
export type ModelChange = Partial<{ metadata: ModelMetadata; overrides: Overrides }> | undefined

/**
 * Changes metadata.json or overrides.json of the model in `folder`, which the caller holds alone; the files of the model are
 * not touched. Whoever reads meanwhile sees the old or the new one.
 *
 * @param token 16 hex digits that mark files in the making
 * @throws WeighthouseError CONFLICT (overrides.json is a link), INVALID_CONFIG (one that cannot be read is never replaced),
 *   INVALID_ARGUMENT (the change breaks a rule of the file), UNSUPPORTED (a newer program's metadata.json), MODEL_NOT_FOUND
 */
export async function rewriteModel(
  folder: string,
  slug: string,
  token: string,
  change: (model: ModelRecord) => ModelChange,
): Promise<void> {
  const metadata = await readMetadata(folder)
  if (metadata?.slug !== slug) {
    throw new WeighthouseError('MODEL_NOT_FOUND', `${slug} is not in ${folder}.`, { hint: 'Run `weighthouse scan`.' })
  }
  const next = change({ metadata, overrides: await readOverrides(folder) })
  if (next?.metadata) {
    checkWritable(metadata, folder)
    await writeJsonAtomically(
      join(folder, metadataFileName),
      check(modelMetadataSchema.safeParse(next.metadata)),
      token,
    )
  }
  if (next?.overrides) {
    const path = join(folder, overridesFileName)
    const overrides = check(overridesSchema.safeParse(next.overrides))
    if ((await ifPresent(lstat(path)))?.isSymbolicLink()) {
      throw new WeighthouseError('CONFLICT', `${path} is a symbolic link; Weighthouse does not write through links.`, {
        hint: 'Put a file in its place, or change the file that it leads to.',
        details: { path },
      })
    }
    await writeJsonAtomically(path, overrides, token)
  }
}

type Parsed<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }

function check<T>(parsed: Parsed<T>): T {
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.map(String).join('.') ?? ''
  throw new WeighthouseError('INVALID_ARGUMENT', `${field || 'The change'}: ${issue?.message}.`, {
    hint: 'Nothing was changed.',
    details: { field },
  })
}
