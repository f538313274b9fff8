import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { metadataFileName } from '../../src/library/metadata.ts'

/**
 * Writes folders as shelving leaves them, by the quickest way: `count` LoRAs with one small file each.
 * @param directory the library's root
 */
export function makeShelves(directory: string, count: number): void {
  const time = new Date(0).toISOString()
  for (let index = 0; index < count; index++) {
    const id = `lora-${String(index).padStart(6, '0')}`
    const folder = join(directory, 'diffusion', 'sdxl', id)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${id}.safetensors`), id)
    const metadata = {
      schema_version: 1,
      slug: `civitai-${index + 1}`,
      source: 'civitai',
      repo_id: String(index + 1),
      revision: '1',
      commit: '1',
      model_id: id,
      model_type: 'diffusion',
      subtype: 'loras',
      family: 'sdxl',
      official_name: `LoRA ${index}`,
      cleaned_name: id,
      tags: ['style', 'anime', 'character'],
      base_model: ['SDXL 1.0'],
      license: null,
      size_bytes: id.length,
      files: [
        { path: `${id}.safetensors`, size: id.length, sha256: String(index).padStart(64, '0'), placement: 'hardlink' },
      ],
      added_at: time,
      updated_at: time,
    }
    writeFileSync(join(folder, metadataFileName), `${JSON.stringify(metadata, null, 2)}\n`)
  }
}
