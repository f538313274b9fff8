import { z } from 'zod'

import { metadataVersion } from '../metadata.ts'
import { readPumasMetadata } from './readPumasMetadata.ts'

const head = z.looseObject({ schema_version: z.unknown().optional(), slug: z.string() })

/**
 * Brings what a metadata.json holds to the fields of the present version, in memory; the file is written anew only when
 * its model changes. Takes in: ours from before versions were counted, and those of Pumas (versions 1 and 2), which have
 * no slug. What a newer program wrote comes back as it is.
 *
 * @param folder path of the model's folder relative to the library's root; names models that have no other name
 * @returns the value to validate; anything that is not understood comes back unchanged, for validation to say what is wrong
 */
export function migrateMetadata(json: unknown, folder: string): unknown {
  const ours = head.safeParse(json)
  if (!ours.success) return readPumasMetadata(json, folder) ?? json
  const version = ours.data.schema_version ?? 0
  return version === 0 ? fromVersion0(ours.data) : json
}

/** Before versions were counted, fields that nothing was known of were left out. */
function fromVersion0(json: z.infer<typeof head>): unknown {
  const added = typeof json['added_at'] === 'string' ? json['added_at'] : undefined
  return {
    revision: '',
    commit: '',
    subtype: 'other',
    family: 'unknown',
    tags: [],
    base_model: [],
    license: null,
    ...(added !== undefined && { updated_at: added }),
    ...json,
    schema_version: metadataVersion,
  }
}
