import type { WalkedFile } from '../walk/createRootWalker.ts'
import { isConfig, isUnfinished, isWeight } from './fileKinds.ts'
import { baseName, filesBelow, type Folder, foldersOf, isHuggingFaceCache } from './folder.ts'
import type { FoundFile, FoundModel } from './foundModel.ts'
import type { FindContext, Layout } from './layout.ts'

/*
 * The cache of huggingface_hub, which llama.cpp uses too: models--owner--name/{refs/<ref>, blobs/<hash>,
 * snapshots/<commit>/<path> → ../../blobs/<hash>}. The name of a blob is its sha256 for large files (64 hex), its git id for
 * small ones (40 hex). Where the file system has no links, the files lie in the snapshots and blobs is empty.
 * https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export const huggingFaceCache: Layout = {
  name: 'huggingface-cache',
  claims: isHuggingFaceCache,
  find: (folder, context) =>
    foldersOf(folder).flatMap((repo) =>
      repo.name.startsWith('models--') ? findRepo(repo, context) : context.findOthers(repo),
    ),
}

function findRepo(repo: Folder, context: FindContext): FoundModel[] {
  const repoId = repo.name.slice('models--'.length).replace('--', '/')
  const blobs = new Map((repo.folders.get('blobs')?.files ?? []).map((blob) => [`${blob.device}:${blob.inode}`, blob]))
  const refs = readRefs(repo, context)
  const snapshots = foldersOf(repo.folders.get('snapshots') ?? repo)
    .filter(({ path }) => path.startsWith(`${repo.path}/snapshots/`))
    // The one that a ref names first, main before others; what an older one shares with it is the same bytes.
    .sort((one, other) => rank(refs, one.name) - rank(refs, other.name))
  const newest = snapshots[0]
  if (!newest) return []
  const files = [...filesBelow(newest)].filter((file) => !isUnfinished(baseName(file)))
  const wanted = files.filter((file) => isWeight(baseName(file), true) || isConfig(baseName(file)))
  if (!wanted.some((file) => isWeight(baseName(file), true))) return []
  const revision = refs.get(newest.name)
  return [
    {
      layout: 'huggingface-cache',
      path: repo.path,
      name: repoId,
      files: wanted
        .sort((one, other) => Number(isConfig(baseName(one))) - Number(isConfig(baseName(other))))
        .map((file) => withHash(file, blobs)),
      sidecars: [],
      hints: {
        publisher: repoId.split('/')[0] ?? repoId,
        repo: { source: 'huggingface', repoId, commit: newest.name, ...(revision === undefined ? {} : { revision }) },
      },
    },
  ]
}

function withHash(file: WalkedFile, blobs: ReadonlyMap<string, WalkedFile>): FoundFile {
  const blob = blobs.get(`${file.device}:${file.inode}`)
  const sha256 = blob && baseName(blob)
  return sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? { ...file, sha256 } : file
}

/** Which ref names which commit. */
function readRefs(repo: Folder, context: FindContext): Map<string, string> {
  const refs = new Map<string, string>()
  const folder = repo.folders.get('refs')
  if (!folder) return refs
  for (const file of filesBelow(folder)) {
    const commit = context.readText(file)?.trim()
    const name = file.path.slice(folder.path.length + 1)
    if (commit !== undefined && (name === 'main' || !refs.has(commit))) refs.set(commit, name)
  }
  return refs
}

function rank(refs: ReadonlyMap<string, string>, commit: string): number {
  const ref = refs.get(commit)
  if (ref === 'main') return 0
  return ref === undefined ? 2 : 1
}
