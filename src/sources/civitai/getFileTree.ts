import { WeighthouseError } from '../../foundation/errors.ts'
import type { SourceFileTree } from '../source.ts'
import type { SourceContext } from '../sourceContext.ts'
import { getModel } from './getModel.ts'
import { publishedVersions, versionFiles } from './versionFiles.ts'

/**
 * The files of one version of a model; without a revision, of the newest that is published. A version's id is both
 * revision and commit: its files do not change.
 *
 * @throws WeighthouseError REVISION_NOT_FOUND when the model has no such version, and those of {@link getModel}
 */
export async function getFileTree(
  context: SourceContext,
  id: string,
  options: { revision?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<SourceFileTree> {
  const model = await getModel(context, id, options)
  const versions = publishedVersions(model)
  const { revision } = options
  const version = revision === undefined ? versions[0] : versions.find((candidate) => String(candidate.id) === revision)
  if (!version) {
    const known = versions.slice(0, 20).map((candidate) => `${candidate.id} (${candidate.name ?? 'unnamed'})`)
    throw new WeighthouseError(
      'REVISION_NOT_FOUND',
      revision === undefined ? `Model ${id} has no published version.` : `Model ${id} has no version ${revision}.`,
      {
        hint: known.length > 0 ? `Its versions: ${known.join(', ')}.` : 'Its author has published none yet.',
        details: { source: 'civitai', id, revision },
      },
    )
  }
  const commit = String(version.id)
  return { id, revision: revision ?? commit, commit, files: versionFiles(context.endpoint(), model, version) }
}
