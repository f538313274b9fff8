import { z } from 'zod'

import { civitaiVersionSchema, readCivitaiVersion } from './readCivitaiVersion.ts'
import { flag } from './readers.ts'
import type { Sidecar } from './sidecar.ts'

const schema = civitaiVersionSchema.extend({
  extensions: z
    .object({ sd_civitai_helper: z.object({ skeleton_file: flag }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

/** `<stem>.civitai.info` of Civitai Helper: what CivitAI's API said of the hash. */
export function readCivitaiInfo(json: unknown, fileName: string): Sidecar | undefined {
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  // A skeleton stands for a file that CivitAI did not know.
  if (parsed.data.extensions?.sd_civitai_helper?.skeleton_file) return undefined
  const told = readCivitaiVersion(parsed.data, fileName)
  if (told.officialName === undefined && told.identified === undefined) return undefined
  return { says: `.civitai.info says ${told.officialName ?? 'a page of CivitAI'}`, confidence: 0.8, ...told, user: {} }
}
