import { WeighthouseError } from '../foundation/errors.ts'
import { parseJson } from '../foundation/parseJson.ts'
import { cleanName } from '../library/cleanName.ts'
import { type ModelMetadata, modelMetadataSchema } from '../library/metadata.ts'
import type { BundleModel } from './contents.ts'

/**
 * Reads metadata.json of a bundle. Its `model_id` and `family` become names of folders, so they must be names that
 * Weighthouse gives.
 *
 * @throws WeighthouseError VERIFICATION_FAILED
 */
export function readMetadataText(
  text: string,
  model: Pick<BundleModel, 'slug' | 'source' | 'id'>,
  label: string,
): ModelMetadata {
  const parsed = modelMetadataSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuse(label, model.slug, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`)
  }
  const { slug, source, repo_id: id, model_id: modelId, family } = parsed.data
  if (slug !== model.slug || source !== model.source || id !== model.id)
    throw refuse(label, model.slug, `it is of ${JSON.stringify(slug.slice(0, 200))}`)
  for (const name of [modelId, family]) {
    if (cleanName(name) !== name)
      throw refuse(label, model.slug, `${JSON.stringify(name.slice(0, 200))} cannot be the name of a folder`)
  }
  return parsed.data
}

function refuse(label: string, slug: string, what: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${label}: metadata.json of ${slug} is not usable: ${what}.`, {
    hint: 'Pull the model again where the bundle was made, and export it again.',
    details: { path: label, slug },
  })
}
