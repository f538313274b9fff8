import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { type CurationService, ListReviewsResponseSchema, PreviewSchema } from '../../gen/weighthouse/v1/curation_pb.ts'
import { identifyDedupeKey, type identifyPayload } from '../../jobs/identifyJob.ts'
import { decideIdentity, withdrawDecision } from '../../library/curate/decideIdentity.ts'
import { editUserFields } from '../../library/curate/editUserFields.ts'
import { readPreview } from '../../library/curate/readPreview.ts'
import { modelTypes, subtypes } from '../../library/metadata.ts'
import { curationMessage } from '../messages/curationMessage.ts'
import { int64 } from '../messages/int64.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import type { ServiceParts } from './serviceParts.ts'

/** What library models are, as far as people have to say it, and what they write of them. */
export function createCurationService({
  weighthouse: { library, order, queue, clock },
  wake,
}: ServiceParts): ServiceImpl<typeof CurationService> {
  return {
    async listReviews({ query, limit, cursor }) {
      const page = await library.list({
        query: query === '' ? undefined : query,
        needsReview: true,
        limit: limit === 0 ? undefined : limit,
        cursor: cursor === '' ? undefined : cursor,
      })
      const models = await Promise.all(page.models.map(({ slug }) => library.get(slug)))
      return create(ListReviewsResponseSchema, {
        models: models.map((model) => curationMessage(model)),
        total: int64(page.total),
        nextCursor: page.nextCursor ?? '',
      })
    },
    getCuration: async ({ id }) => curationMessage(await library.get(id)),
    async getPreview({ id }) {
      const picture = await readPreview(await library.get(id))
      if (picture) return create(PreviewSchema, { mediaType: picture.mediaType, data: picture.bytes })
      throw new WeighthouseError('NOT_FOUND', `There is no picture of ${id}.`, { details: { slug: id } })
    },
    async decideReview({ id, type, subtype, family, variant, baseModels }) {
      const decision = {
        type: type === undefined ? undefined : oneOf(modelTypes, 'type', type),
        subtype: subtype === undefined ? undefined : oneOf(subtypes, 'subtype', subtype),
        family: family?.toLowerCase(),
        variant,
        baseModels: baseModels.length > 0 ? baseModels : undefined,
      }
      const now = clock()
      await library.rewrite(id, ({ metadata, overrides }) => ({
        overrides: decideIdentity(overrides, metadata, decision, now),
      }))
      return settle(id)
    },
    async withdrawReview({ id }) {
      await library.rewrite(id, ({ overrides }) =>
        overrides?.identity ? { overrides: withdrawDecision(overrides) } : undefined,
      )
      return settle(id)
    },
    async editModel({ id, ...change }) {
      const model = await library.rewrite(id, ({ metadata, overrides }) => ({
        overrides: editUserFields(overrides, metadata, change),
      }))
      return curationMessage(model)
    },
    async identifyModels({ models, online, again, dryRun }) {
      const known = await library.has(models)
      const missing = models.find((slug) => !known.has(slug))
      if (missing !== undefined) await library.get(missing)
      const payload: z.input<typeof identifyPayload> = { ...(models.length > 0 && { models }), online, again, dryRun }
      const job = await queue.enqueue('identify', payload, { dedupeKey: identifyDedupeKey(payload) })
      wake()
      return jobMessage(job)
    },
  }

  /** The folder follows the decision, which counts also when it cannot. */
  async function settle(slug: string) {
    const { problems } = await order.settle({ slugs: [slug], chosen: true })
    return curationMessage(await library.get(slug), problems[0]?.reason)
  }
}

/** @throws WeighthouseError INVALID_ARGUMENT naming the words that are allowed */
function oneOf<T extends string>(words: readonly [T, ...T[]], field: string, text: string): T {
  const parsed = z.enum(words).safeParse(text)
  if (parsed.success) return parsed.data
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} is no ${field} of a model.`, {
    hint: `It is one of: ${words.join(', ')}.`,
    details: { field },
  })
}
