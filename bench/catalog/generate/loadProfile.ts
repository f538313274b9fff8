import { join } from 'node:path'

import { builtInProfile } from './builtInProfile.ts'
import { fitCivitai } from './fitCivitai.ts'
import { fitHuggingFace } from './fitHuggingFace.ts'
import type { CatalogProfile } from './profile.ts'

/** Fitted to the real records where there are some, else the built-in numbers. */
export async function loadProfile(dataFolder: string | undefined): Promise<CatalogProfile> {
  if (!dataFolder) return builtInProfile()
  return {
    origin: `fitted to huggingface-models-large.ndjson.gz and civitai-models.ndjson.gz in ${dataFolder}`,
    huggingface: await fitHuggingFace(join(dataFolder, 'huggingface-models-large.ndjson.gz')),
    civitai: await fitCivitai(join(dataFolder, 'civitai-models.ndjson.gz')),
  }
}
