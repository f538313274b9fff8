import type { ModelMetadata } from './metadata.ts'
import type { Overrides } from './overrides.ts'

/**
 * A model as the user wants to see it: what he decided it is, his tags besides the source's, and without those that he
 * hides. metadata.json itself stays what Weighthouse found out, so a decision can be taken back.
 */
export function applyOverrides(metadata: ModelMetadata, overrides: Overrides | undefined): ModelMetadata {
  if (!overrides) return metadata
  const { identity, tags: added = [], hidden_tags: hidden = [] } = overrides
  const seen = hidden.length > 0 ? metadata.tags.filter((tag) => !hidden.includes(tag)) : metadata.tags
  return {
    ...metadata,
    tags: added.length > 0 ? [...new Set([...seen, ...added])] : seen,
    ...(identity && {
      model_type: identity.model_type ?? metadata.model_type,
      subtype: identity.subtype ?? metadata.subtype,
      files: identity.subtype === undefined ? metadata.files : filesOf(metadata),
      family: identity.family ?? metadata.family,
      variant: identity.variant ?? metadata.variant,
      base_model: identity.base_model ?? metadata.base_model,
      identification: {
        ...metadata.identification,
        method: 'user',
        confidence: 1,
        needs_review: false,
      },
    }),
  }
}

/** The files, those that were thought to be what the model was thought to be without a part of their own: they are what it is. */
function filesOf({ files, subtype }: ModelMetadata): ModelMetadata['files'] {
  const isOnly = files.filter((file) => file.subtype !== undefined).length === 1
  return files.map((file) => {
    if (file.subtype === undefined || (file.subtype !== subtype && !isOnly)) return file
    const { subtype: _found, ...rest } = file
    return rest
  })
}
