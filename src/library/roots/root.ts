import { z } from 'zod'

import { type LayoutName, layoutNames } from '../layouts/foundModel.ts'

/**
 * A folder outside of the library whose models are known in place. The list is roots.json in the library's folder, its
 * one home: models.db can be made again from it and the metadata.json files.
 */
export interface Root {
  /** 16 hex digits, chosen when it was added. */
  id: string
  name: string
  /** Absolute and without links, as it was when it was added. */
  path: string
  /** Recognised by what is in it when it is scanned; undefined unless the user forces one. */
  layout: LayoutName | undefined
  /** UTC milliseconds. */
  addedAt: number
  /** UTC milliseconds of the last scan that read it to its end; undefined before the first. */
  scannedAt: number | undefined
  /** It was a mount point when it was last seen with models: when it is none any more, its drive is away. */
  mounted: boolean
  /** UTC milliseconds since when all its models are gone at once, which is taken for a drive that is away. */
  emptySince: number | undefined
}

/** A root as it is now. */
export interface RootState extends Root {
  online: boolean
  /** Why it is not, in words; undefined when it is. */
  offlineReason: string | undefined
}

const time = z.iso.datetime()

export const rootsFileSchema = z.looseObject({
  schema_version: z.literal(1),
  roots: z.array(
    z.looseObject({
      id: z.string().regex(/^[0-9a-f]{16}$/),
      name: z.string().min(1),
      path: z.string().min(1),
      layout: z.enum(layoutNames).optional().catch(undefined),
      added_at: time,
      scanned_at: time.optional().catch(undefined),
      mounted: z.boolean().optional().catch(undefined),
      empty_since: time.optional().catch(undefined),
    }),
  ),
})
export const rootsFileName = 'roots.json'
