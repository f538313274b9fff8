import { join } from 'node:path'

import { type FoundFile, type FoundModel, layoutNames } from '../layouts/foundModel.ts'
import type { LibraryModelDetail } from '../library.ts'

/** A library model as a walk would find it, to be identified again. */
export function toFoundModel(model: LibraryModelDetail): FoundModel {
  const { metadata, files } = model
  const first = files[0]
  const hints = metadata.layout_hints
  // Paths are relative to the root, or the model's folder.
  const base = first ? first.location.slice(0, first.location.length - first.path.length) : model.path
  return {
    layout: layoutNames.find((name) => name === metadata.layout) ?? 'plain',
    path: metadata.root_path ?? first?.path ?? model.modelId,
    name: model.officialName,
    files: files.map(({ path, location, size, sha256 }, index) => ({
      ...factsOf(metadata.files[index]),
      path,
      location,
      size,
      ...(sha256 !== undefined && { sha256 }),
    })),
    sidecars: (metadata.sidecars ?? []).map(({ path, size, mtime_ms: mtimeMs = 0 }) => ({
      path,
      location: join(base, path),
      size,
      mtimeMs,
      device: '',
      inode: '',
    })),
    hints: {
      ...(hints?.type && { type: hints.type }),
      ...(hints?.subtype && { subtype: hints.subtype }),
      ...(hints?.publisher !== undefined && { publisher: hints.publisher }),
      ...(hints?.repo && { repo: toRepo(hints.repo) }),
      fileSubtypes: new Map(files.flatMap(({ path, subtype }) => (subtype ? [[path, subtype] as const] : []))),
    },
  }
}

type Repo = NonNullable<NonNullable<LibraryModelDetail['metadata']['layout_hints']>['repo']>

function toRepo({ source, repoId, revision, commit }: Repo): NonNullable<FoundModel['hints']['repo']> {
  return { source, repoId, ...(revision !== undefined && { revision }), ...(commit !== undefined && { commit }) }
}

function factsOf(
  file: LibraryModelDetail['metadata']['files'][number] | undefined,
): Pick<FoundFile, 'mtimeMs' | 'device' | 'inode'> {
  return { mtimeMs: file?.mtime_ms ?? 0, device: file?.device ?? '', inode: file?.inode ?? '' }
}
