import { measurePartial } from '../downloads/measurePartial.ts'
import { isWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { readFreeBytes } from '../foundation/files/readFreeBytes.ts'
import type { ModelReference } from '../ids/modelReference.ts'
import type { SourceFile } from '../sources/source.ts'
import type { BlobStore } from '../store/blobStore.ts'
import { checkFileNames } from './checkFileNames.ts'
import { checkFreeSpace } from './checkFreeSpace.ts'
import { type FetchedTree, fetchTree } from './fetchTree.ts'
import type { HubParts } from './hubParts.ts'
import { mapConcurrently } from './mapConcurrently.ts'
import type { PlannedFile, PullPlan } from './pullPlan.ts'
import { smallBytes } from './pullSmallFiles.ts'
import { readKnownContent } from './readKnownContent.ts'
import { readRecordedTree } from './readRecordedTree.ts'
import { type FilePatterns, listNames, selectFiles } from './selectFiles.ts'

const filesLookedAtOnce = 32

/**
 * Works out what a pull would do; writes nothing. When the source does not answer, the plan is made from what was
 * recorded, provided that every file of it is here (`offline` is true then).
 *
 * @throws WeighthouseError MODEL_NOT_FOUND, REVISION_NOT_FOUND, FILE_NOT_FOUND (the patterns leave nothing),
 *   UNSAFE_PATH (one name is enough), DISK_FULL, UNSUPPORTED, GATED, UNAUTHORIZED, and those of HttpClient
 */
export async function planPull(
  parts: HubParts,
  reference: ModelReference,
  options: FilePatterns & { signal?: AbortSignal } = {},
): Promise<PullPlan> {
  const { tree, unreachable } = await findTree(parts, reference, options.signal)
  const { selected, leftOut } = selectFiles(tree.files, options, tree.slug)
  checkFileNames(selected.map(({ path }) => path))
  const knownSha256 = await readKnownContent(parts.database, tree)
  const files = await mapConcurrently(selected, filesLookedAtOnce, (file) =>
    planFile(parts.store, { ...file, sha256: knownSha256(file) }, isHashTold(file)),
  )
  const missing = files.filter((file) => file.state !== 'stored')
  if (unreachable && missing.length > 0) throw notAllHere(tree, missing, unreachable)

  const missingBytes = countMissing(missing)
  const freeBytes = await readFreeBytes(parts.store.incomingDirectory)
  checkFreeSpace({ slug: tree.slug, missingBytes, freeBytes, folder: parts.store.incomingDirectory })
  return {
    slug: tree.slug,
    source: tree.source,
    id: tree.id,
    revision: tree.revision,
    commit: tree.commit,
    files,
    leftOut: leftOut.map(({ path, size, sha256, gitSha1, reason }) => ({ path, size, sha256, gitSha1, reason })),
    totalBytes: files.reduce((sum, file) => sum + (file.size ?? 0), 0),
    missingBytes,
    freeBytes,
    offline: unreachable !== undefined,
  }
}

async function findTree(
  parts: HubParts,
  reference: ModelReference,
  signal: AbortSignal | undefined,
): Promise<{ tree: FetchedTree; unreachable: WeighthouseError | undefined }> {
  try {
    return { tree: await fetchTree(parts, reference, signal), unreachable: undefined }
  } catch (error) {
    if (!isUnreachable(error)) throw error
    const tree = await readRecordedTree(parts.database, reference)
    if (tree) return { tree, unreachable: error }
    throw new WeighthouseError(error.code, error.message, {
      hint: `${reference.slug} was never synced at this revision, so nothing is known of it without its source. ${error.hint ?? ''}`,
      details: error.details,
      cause: error,
    })
  }
}

function isUnreachable(error: unknown): error is WeighthouseError {
  if (isWeighthouseError(error, 'SOURCE_UNREACHABLE')) return true
  return isWeighthouseError(error, 'SOURCE_ERROR') && Number(error.details['status']) >= 500
}

function isHashTold({ sha256, gitSha1, others }: SourceFile): boolean {
  return [sha256, gitSha1, others?.blake3, others?.crc32].some((hash) => hash !== undefined)
}

async function planFile(store: BlobStore, file: SourceFile, hashTold: boolean): Promise<PlannedFile> {
  const blob = file.sha256 === undefined ? undefined : await store.stat(file.sha256)
  if (blob && (file.size === undefined || file.size === blob.size)) {
    return { ...file, hashTold, size: blob.size, state: 'stored', haveBytes: blob.size }
  }
  // Of a small file nothing is kept that is not whole.
  if (file.size !== undefined && file.size <= smallBytes) return { ...file, hashTold, state: 'missing', haveBytes: 0 }
  const haveBytes = await measurePartial(store.incomingDirectory, { ...file, label: file.path })
  return { ...file, hashTold, state: haveBytes > 0 ? 'partial' : 'missing', haveBytes }
}

/** Two files of the same content are fetched once. */
function countMissing(files: PlannedFile[]): number {
  const byContent = new Map(files.map((file) => [file.sha256 ?? file.gitSha1 ?? file.path, file]))
  return [...byContent.values()].reduce((sum, file) => sum + Math.max((file.size ?? 0) - file.haveBytes, 0), 0)
}

function notAllHere(tree: FetchedTree, missing: PlannedFile[], cause: WeighthouseError): WeighthouseError {
  const names = listNames(missing.map(({ path }) => path))
  return new WeighthouseError(cause.code, cause.message, {
    hint: `${missing.length} files of ${tree.slug} are not here: ${names} ${cause.hint ?? ''}`,
    details: { ...cause.details, slug: tree.slug, missingFiles: missing.length },
    cause,
  })
}
