import { z } from 'zod'

/** How a section's bytes are to be seen again. */
export const arrayTypes = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const
export type ArrayType = keyof typeof arrayTypes

/** What `search_segments.meta` holds of a part. */
export const partMetaSchema = z.object({
  name: z.string(),
  stamp: z.string(),
  layout: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['u8', 'u16', 'u32', 'i32', 'f32', 'f64']),
      bytes: z.number().int().nonnegative(),
    }),
  ),
  meta: z.record(z.string(), z.unknown()),
})

/** A part as the database keeps it. Parts never change once they are kept. */
export interface KeptPart {
  id: number
  name: string
  stamp: string
  meta: Record<string, unknown>
  sections: Record<string, ArrayBufferView<ArrayBuffer>>
}

/** The version of the parts' shape, as it is written: 3 has lists of frequent words. */
export const checkpointVersion = 3
/** What else is read; a checkpoint of any other version is not, and the index is made from the rows. */
export const readableVersions: readonly number[] = [2, checkpointVersion]

/** Up to where the published checkpoint has everything; kept as the setting `search.checkpoint`. */
export const checkpointEndSchema = z.object({
  version: z.number(),
  /** The last change that it has. */
  through: z.number(),
  /** The last change of which it may have a part, because it came in while the checkpoint was written. */
  reached: z.number(),
  /** The last attribute that it has for certain. */
  attributes: z.number(),
  changedAt: z.number().optional(),
})
export type CheckpointEnd = z.infer<typeof checkpointEndSchema>
/** What a checkpoint of any version says. */
export const versionSchema = z.looseObject({ version: z.number() })
export const checkpointSetting = 'search.checkpoint'
