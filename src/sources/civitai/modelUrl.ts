import { WeighthouseError } from '../../foundation/errors.ts'
import { isValidModelId } from '../../ids/modelReference.ts'

/**
 * `{endpoint}/api/v1/models/{id}`.
 * @throws WeighthouseError INVALID_ARGUMENT when `id` is not a number that CivitAI could have given
 */
export function apiModelUrl(endpoint: string, id: string): string {
  // Above 2^31 - 1 the server answers 400 (it reads a PostgreSQL int4).
  if (!isValidModelId({ source: 'civitai', id }) || Number(id) > 2_147_483_647) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(id)} is not the id of a CivitAI model.`, {
      hint: "An id is a number like 4201; it stands in the address of the model's page.",
    })
  }
  return `${endpoint}/api/v1/models/${id}`
}

/** The model's page for people. */
export function modelPageUrl(endpoint: string, id: string): string {
  return `${endpoint}/models/${encodeURIComponent(id)}`
}
