import { create } from '@bufbuild/protobuf'
import type { z } from 'zod'

import { type PullResponse, PullResponseSchema } from '../../gen/weighthouse/v1/hub_pb.ts'
import type { PullPlan } from '../../hub/pullPlan.ts'
import { type ModelReference, parseModelReference } from '../../ids/modelReference.ts'
import type { pullPayload } from '../../jobs/pullJob.ts'
import type { Job } from '../../queue/jobQueue.ts'
import { int64, optionalInt64 } from './int64.ts'
import { jobMessage } from './jobMessage.ts'

/** What a pull is asked to do. */
export interface PullOrder {
  /** Whatever names a model; may end with @revision. */
  model: string
  include: readonly string[]
  exclude: readonly string[]
  quants?: readonly string[]
  allFormats?: boolean
  allowDangerous?: boolean
}

/**
 * The model that is meant, the payload of the pull job, and the key that keeps the same pull from running twice.
 * @throws WeighthouseError INVALID_ARGUMENT when the text names no model
 */
export function pullRequest({
  model,
  include,
  exclude,
  quants = [],
  allFormats = false,
  allowDangerous = false,
}: PullOrder): {
  reference: ModelReference
  payload: z.input<typeof pullPayload>
  dedupeKey: string
} {
  const reference = parseModelReference(model)
  const { slug, revision } = reference
  const patterns = {
    include: [...include].sort(),
    exclude: [...exclude].sort(),
    quants: quants.map((quant) => quant.toUpperCase()).sort(),
    allFormats,
    allowDangerous,
  }
  return {
    reference,
    payload: { model: slug, ...(revision === undefined ? {} : { revision }), ...patterns },
    dedupeKey: `pull:${slug}@${revision ?? ''}:${JSON.stringify(Object.values(patterns))}`,
  }
}

/** A plan as Pull answers it, with the job that carries it out unless it was only planned. */
export function pullMessage(plan: PullPlan, job: Job | undefined): PullResponse {
  return create(PullResponseSchema, {
    slug: plan.slug,
    revision: plan.revision,
    commit: plan.commit,
    files: plan.files.map(({ path, size, sha256, state, haveBytes }) => ({
      path,
      size: optionalInt64(size),
      sha256: sha256 ?? '',
      state,
      haveBytes: int64(haveBytes),
    })),
    totalBytes: int64(plan.totalBytes),
    missingBytes: int64(plan.missingBytes),
    freeBytes: int64(plan.freeBytes),
    offline: plan.offline,
    leftOut: plan.leftOut.map(({ path, size, reason }) => ({ path, size: optionalInt64(size), reason })),
    ...(job ? { job: jobMessage(job) } : {}),
  })
}
