import { DatabaseSync } from 'node:sqlite'

import { z } from 'zod'

import type { ModelType, Subtype } from '../metadata.ts'
import type { LayoutHints } from './foundModel.ts'
import type { FindContext } from './layout.ts'

/** What InvokeAI calls a model, and what it takes it for. */
export interface InvokeaiRecord {
  name: string
  hints: LayoutHints
}

const rowSchema = z.object({ id: z.string(), name: z.string().min(1), type: z.string().nullable() })

// invokeai/backend/model_manager/taxonomy.py, ModelType
const types: Record<string, { type: ModelType; subtype: Subtype } | undefined> = {
  main: { type: 'diffusion', subtype: 'checkpoints' },
  vae: { type: 'diffusion', subtype: 'vae' },
  lora: { type: 'diffusion', subtype: 'loras' },
  control_lora: { type: 'diffusion', subtype: 'loras' },
  controlnet: { type: 'diffusion', subtype: 'controlnet' },
  t2i_adapter: { type: 'diffusion', subtype: 'controlnet' },
  embedding: { type: 'diffusion', subtype: 'embeddings' },
  ip_adapter: { type: 'diffusion', subtype: 'ipadapter' },
  clip_vision: { type: 'diffusion', subtype: 'clip_vision' },
  clip_embed: { type: 'diffusion', subtype: 'text_encoders' },
  t5_encoder: { type: 'diffusion', subtype: 't5' },
  spandrel_image_to_image: { type: 'diffusion', subtype: 'upscale' },
}

const mostRecords = 100_000

/**
 * Reads the table `models` of an InvokeAI database without ever writing to it, not even a journal beside it. Anything that is
 * not as expected is noted, and no record comes of it.
 */
export function readInvokeaiRecords(path: string, context: Pick<FindContext, 'note'>): Map<string, InvokeaiRecord> {
  const records = new Map<string, InvokeaiRecord>()
  let database: DatabaseSync | undefined
  try {
    // `immutable` keeps SQLite from making -wal and -shm files in a folder of the user's: https://www.sqlite.org/uri.html
    database = new DatabaseSync(
      new URL(`file://${encodeURI(path).replaceAll('?', '%3f').replaceAll('#', '%23')}?immutable=1`),
      {
        readOnly: true,
      },
    )
    const rows = database.prepare('SELECT id, name, type FROM models LIMIT ?').all(mostRecords)
    for (const row of rows) {
      const parsed = rowSchema.safeParse({ ...row })
      if (parsed.success)
        records.set(parsed.data.id, { name: parsed.data.name, hints: { ...types[parsed.data.type ?? ''] } })
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') throw error
    context.note(path, `its names cannot be read: ${error.message}`)
  } finally {
    database?.close()
  }
  return records
}
