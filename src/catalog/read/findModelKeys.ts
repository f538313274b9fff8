import { isWeighthouseError } from '../../foundation/errors.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { type ModelKey, sourceNames } from '../../ids/slug.ts'

/**
 * The models that a slug, a source's id or an address may name, the likeliest first; empty when it can name none.
 * A bare `owner/name` is read as Hugging Face's first, but may be an id of any source.
 */
export function findModelKeys(text: string): ModelKey[] {
  const trimmed = text.trim()
  const named = parseReference(trimmed)
  const others = sourceNames
    .filter((source) => named?.source !== source || named.id !== trimmed)
    .map((source) => ({ source, id: trimmed }))
  return named ? [named, ...others] : []
}

function parseReference(text: string): ModelKey | undefined {
  try {
    const { source, id } = parseModelReference(lowerSourcePrefix(text))
    return { source, id }
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return undefined
    throw error
  }
}

/** `CivitAI-4201` and `HUGGINGFACE:owner/name` mean what their lower-case forms mean. */
function lowerSourcePrefix(text: string): string {
  return text.replace(new RegExp(`^(?:${sourceNames.join('|')})(?=[-:])`, 'i'), (prefix) => prefix.toLowerCase())
}
