import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import {
  type SyncCatalogResponse,
  SyncCatalogResponseSchema,
  type SyncCountsSchema,
} from '../../gen/weighthouse/v1/sync_pb.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { syncPayload } from '../../jobs/syncJob.ts'
import type { Job } from '../../queue/jobQueue.ts'
import { int64 } from './int64.ts'
import { jobMessage } from './jobMessage.ts'

/** The sources that can be read into the catalog. */
const syncableSources = ['huggingface', 'civitai'] as const satisfies readonly SourceName[]

/** What a sync job is asked to do. */
export interface SyncRequest {
  /** Of {@link syncableSources}; empty means all of them. */
  source: readonly string[]
  /** Models per source, the most downloaded first; 0 means all. */
  first: number
  thenRest: boolean
  /** Only what changed since the last sync that reached its end. */
  delta: boolean
  /** Everything, as without `first` and `delta`. */
  full: boolean
  /** Believe a full listing that has lost a large part of the models. */
  force: boolean
}

/**
 * The payload of a sync job, and the key that keeps the same sync from running twice.
 * @throws WeighthouseError INVALID_ARGUMENT for a source that cannot be read, and for wishes that exclude each other
 */
export function syncRequest({ source, first, thenRest, ...wishes }: SyncRequest): {
  payload: z.input<typeof syncPayload>
  dedupeKey: string
} {
  const wanted = new Set(source.map(readSource))
  const sources = syncableSources.filter((name) => wanted.size === 0 || wanted.has(name))
  checkMode(first, wishes)
  const { delta, force } = wishes
  const firstKey = first > 0 ? `${first}${thenRest ? '+' : ''}` : ''
  return {
    payload: {
      sources,
      ...(first > 0 ? { first, thenRest } : {}),
      ...(delta ? { delta } : {}),
      ...(force ? { force } : {}),
    },
    dedupeKey: `sync:${sources.join(',')}:${firstKey}${delta ? 'delta' : ''}${force ? '!' : ''}`,
  }
}

function checkMode(first: number, { delta, full }: Pick<SyncRequest, 'delta' | 'full'>): void {
  if ([first > 0, delta, full].filter(Boolean).length <= 1) return
  throw new WeighthouseError('INVALID_ARGUMENT', 'A sync is of the first models, of what changed, or full.', {
    hint: 'Give one of first, delta and full.',
    details: { field: full ? 'full' : 'delta' },
  })
}

function readSource(text: string): SourceName {
  const source = syncableSources.find((name) => name === text)
  if (source) return source
  throw new WeighthouseError('INVALID_ARGUMENT', `source: ${JSON.stringify(text)} is not a source that can be read.`, {
    hint: `Sources are ${syncableSources.join(', ')}.`,
    details: { field: 'source' },
  })
}

const countsSchema = z.object({
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
})
const resultSchema = z.object({ sources: z.record(z.string(), countsSchema), total: countsSchema })

/** A sync job as SyncCatalog answers it: with the counts once it has completed. */
export function syncMessage(job: Job): SyncCatalogResponse {
  const result = job.state === 'completed' ? resultSchema.parse(job.result) : undefined
  return create(SyncCatalogResponseSchema, {
    job: jobMessage(job),
    ...(result
      ? {
          sources: Object.fromEntries(
            Object.entries(result.sources).map(([source, counts]) => [source, countsMessage(counts)]),
          ),
          total: countsMessage(result.total),
        }
      : {}),
  })
}

function countsMessage(counts: z.infer<typeof countsSchema>): MessageInitShape<typeof SyncCountsSchema> {
  return {
    added: int64(counts.added),
    changed: int64(counts.changed),
    removed: int64(counts.removed),
    unchanged: int64(counts.unchanged),
    rejected: int64(counts.rejected),
  }
}
