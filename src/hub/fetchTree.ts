import { WeighthouseError } from '../foundation/errors.ts'
import { isValidModelId, type ModelReference } from '../ids/modelReference.ts'
import { type SourceName, toSlug } from '../ids/slug.ts'
import type { SourceFile } from '../sources/source.ts'
import { findSource } from './findSource.ts'
import type { HubParts } from './hubParts.ts'

/** A model's files at the commit that the revision points to now. */
export interface FetchedTree {
  slug: string
  source: SourceName
  /** As the source writes it: a model that was renamed, or asked for in other case, comes under its own name. */
  id: string
  revision: string
  commit: string
  files: SourceFile[]
}

/**
 * Asks the source for a model's files.
 * @throws WeighthouseError as Source.getFileTree does; UNSUPPORTED; SOURCE_DRIFT for an id or commit that is none
 */
export async function fetchTree(
  { sources }: Pick<HubParts, 'sources'>,
  reference: ModelReference,
  signal?: AbortSignal,
): Promise<FetchedTree> {
  const source = findSource(sources, reference.source)
  const tree = await source.getFileTree(reference.id, { revision: reference.revision, ...(signal && { signal }) })
  const key = { source: reference.source, id: tree.id }
  if (!isValidModelId(key) || !/^[0-9A-Za-z._-]{1,100}$/.test(tree.commit)) {
    throw new WeighthouseError('SOURCE_DRIFT', `${reference.source} answered for ${reference.id} with a strange id.`, {
      hint: 'Check the endpoint in `weighthouse config`.',
      details: { id: tree.id.slice(0, 200), commit: tree.commit.slice(0, 200) },
    })
  }
  return { ...key, slug: toSlug(key), revision: tree.revision, commit: tree.commit, files: tree.files }
}
