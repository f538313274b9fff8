import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { writeSafetensors } from '../../test/support/writeSafetensors.ts'

const filesPerFolder = 100

/**
 * Writes a folder of LoRAs as trainers leave them, each another file with a header of its own and hardly any weights.
 * @param count number of files
 */
export function makeRoot(root: string, count: number): void {
  const block = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k'
  for (let index = 0; index < count; index++) {
    const folder = join(root, 'loras', `folder-${Math.floor(index / filesPerFolder)}`)
    if (index % filesPerFolder === 0) mkdirSync(folder, { recursive: true })
    const bytes = writeSafetensors(
      {
        [`${block}.alpha`]: { shape: [] },
        [`${block}.lora_down.weight`]: { shape: [1, index % 2 === 0 ? 768 : 2048] },
        [`${block}.lora_up.weight`]: { shape: [32, 1] },
      },
      { ss_output_name: `style-${index}`, ss_network_module: 'networks.lora' },
    )
    writeFileSync(join(folder, `style-${index}.safetensors`), bytes)
  }
}
