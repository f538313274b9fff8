import { WeighthouseError } from '../../foundation/errors.ts'
import { isValidModelId } from '../../ids/modelReference.ts'

/**
 * `{endpoint}/api/models/{id}`.
 * @throws WeighthouseError INVALID_ARGUMENT when `id` is none: it must not reach another address of the API
 */
export function apiModelUrl(endpoint: string, id: string): string {
  return `${endpoint}/api/models/${encodeId(id)}`
}

/** The address of a file at a commit or other revision: `{endpoint}/{id}/resolve/{revision}/{path}`. */
export function resolveUrl(endpoint: string, id: string, revision: string, path: string): string {
  const file = path.split('/').map(encodeURIComponent).join('/')
  return `${endpoint}/${encodeId(id)}/resolve/${encodeURIComponent(revision)}/${file}`
}

/** The model's page for people. */
export function modelPageUrl(endpoint: string, id: string): string {
  return `${endpoint}/${encodeId(id)}`
}

function encodeId(id: string): string {
  if (!isValidModelId({ source: 'huggingface', id })) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(id)} is not the id of a Hugging Face model.`, {
      hint: 'An id looks like meta-llama/Llama-3.1-8B.',
    })
  }
  return id.split('/').map(encodeURIComponent).join('/')
}
