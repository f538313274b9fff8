import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import type { AdoptedFile } from '../../hub/adoptModel.ts'
import { mapConcurrently } from '../../hub/mapConcurrently.ts'
import type { PulledModel } from '../../hub/pullPlan.ts'
import type { ModelMetadata } from '../../library/metadata.ts'
import type { Entry } from '../../sources/source.ts'
import type { BlobInfo } from '../../store/blobStore.ts'
import type { BundleModel } from '../contents.ts'
import { readPublicKey } from '../signature.ts'
import { groupParts } from '../volumes.ts'
import type { BundleProgress } from '../write/exportModels.ts'
import { checkSignature } from './checkSignature.ts'
import { openBundle, type OpenedBundle } from './openBundle.ts'
import { type ImportParts, type ImportPlan, planImport, readTexts, treeOf } from './planImport.ts'
import { checkGitId, storeBlob } from './storeBlob.ts'

export interface ImportOptions {
  /** Absolute; parts of a bundle (FILE.001, …) belong together, anything else is a bundle of its own. */
  files: readonly string[]
  /** File of the public key that every bundle must be signed by. */
  verifyKey?: string | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: BundleProgress) => void) | undefined
}

/** A model whose bytes are all in the store and recorded; to be shelved. */
export interface ArrivedModel {
  pulled: PulledModel
  /** What is known of it here, or else what the bundle says. */
  record: unknown
  entry: Entry | undefined
  /** As the other house shelved it. */
  metadata: ModelMetadata
  pageUrl: string | undefined
}

const blobsAtOnce = 4

/** What these bundles would bring; writes nothing. @throws WeighthouseError as importModels */
export function describeImport(parts: ImportParts, options: ImportOptions): Promise<ImportPlan[]> {
  return withBundles(parts, options, async (planned) => planned.map(({ plan }) => plan))
}

/**
 * Brings the models of bundles here, one after the other: its blobs into the store, its files into the hub's records, its
 * record into the catalog, and then `onModel`, which shelves it. Everything that can be checked without reading blobs is
 * checked for all bundles first. Blobs that are here are not read. May be called again after any failure or kill: what is
 * done is not done twice, and no model is called complete before its last byte was hashed.
 *
 * @throws WeighthouseError as openBundle, checkSignature, planImport and storeBlob; QUOTA_EXCEEDED, DISK_FULL
 */
export function importModels(
  parts: ImportParts,
  options: ImportOptions & { onModel: (model: ArrivedModel) => Promise<void> },
): Promise<{ plans: ImportPlan[]; writtenBytes: number }> {
  return withBundles(parts, options, async (planned) => {
    const sum = { doneBytes: 0, totalBytes: planned.reduce((bytes, { plan }) => bytes + plan.bytes, 0), message: '' }
    let writtenBytes = 0
    for (const { bundle, plan } of planned) {
      const label = `the bundle ${plan.file}`
      const { missingBytes } = plan
      const write = { purpose: `import of ${plan.file}`, label, missingBytes, signal: options.signal }
      await checkRoom(parts, plan)
      await parts.upkeep.whileWriting(write, async (signal) => {
        const done = new Set<string>()
        for (const model of bundle.contents.models) {
          signal.throwIfAborted()
          sum.message = model.slug
          const fetched = await bringModel(parts, bundle, model, {
            signal,
            done,
            onBytes(bytes, written) {
              sum.doneBytes += bytes
              if (written) writtenBytes += bytes
              options.onProgress?.({ ...sum })
            },
            onModel: options.onModel,
          })
          for (const sha256 of fetched) done.add(sha256)
        }
      })
    }
    return { plans: planned.map(({ plan }) => plan), writtenBytes }
  })
}

/** Also where the settings ask for no free space: a full disk would end it in the middle. */
async function checkRoom({ store }: ImportParts, { file, missingBytes }: ImportPlan): Promise<void> {
  const folder = store.incomingDirectory
  const freeBytes = await readFreeBytes(folder)
  if (missingBytes <= freeBytes) return
  const [missing, free] = [missingBytes, freeBytes].map((bytes) => `${(bytes / 1e9).toFixed(2)} GB`)
  throw new WeighthouseError('DISK_FULL', `The bundle ${file} needs ${missing} more, and ${folder} has ${free} free.`, {
    hint: 'Free some space (`weighthouse gc`), or set WEIGHTHOUSE_STORE to a larger disk.',
    details: { path: folder, missingBytes, freeBytes },
  })
}

async function withBundles<T>(
  parts: ImportParts,
  { files, verifyKey, signal }: ImportOptions,
  work: (planned: { bundle: OpenedBundle; plan: ImportPlan }[]) => Promise<T>,
): Promise<T> {
  const key = verifyKey === undefined ? undefined : await readPublicKey(verifyKey)
  const bundles: OpenedBundle[] = []
  try {
    const planned: { bundle: OpenedBundle; plan: ImportPlan }[] = []
    for (const group of groupParts(files)) {
      const bundle = await openBundle(group)
      bundles.push(bundle)
      planned.push({ bundle, plan: await planImport(parts, bundle, checkSignature(bundle, key), signal) })
    }
    return await work(planned)
  } finally {
    for (const bundle of bundles) await bundle.close()
  }
}

interface Bringing {
  signal: AbortSignal
  /** Blobs of this bundle that were brought or looked at for another model. */
  done: ReadonlySet<string>
  onBytes: (bytes: number, written: boolean) => void
  onModel: (model: ArrivedModel) => Promise<void>
}

/** @returns the sha256 of the model's blobs */
async function bringModel(
  parts: ImportParts,
  bundle: OpenedBundle,
  model: BundleModel,
  { signal, done, onBytes, onModel }: Bringing,
): Promise<string[]> {
  const { adoption } = parts.hub
  const repoId = await adoption.announceTree(treeOf(model))
  const gitSha1s = new Map(
    model.files.flatMap(({ sha256, gitSha1 }) => (gitSha1 === undefined ? [] : [[sha256, gitSha1]])),
  )
  const blobs = [...new Map(model.files.map((file) => [file.sha256, file])).values()]
  const verified = new Set<string>()
  await mapConcurrently(
    blobs.filter(({ sha256 }) => !done.has(sha256)),
    blobsAtOnce,
    async ({ sha256, size }) => {
      const blob: BlobInfo = { sha256, size }
      let counted = 0
      const count = (bytes: number) => {
        counted += bytes
        onBytes(bytes, true)
      }
      const options = {
        bundle,
        store: parts.store,
        blob,
        gitSha1: gitSha1s.get(sha256),
        slug: model.slug,
        signal,
        onBytes: count,
      }
      signal.throwIfAborted()
      const isHere = (await parts.store.stat(sha256))?.size === size
      if (!isHere && (await storeBlob(options))) verified.add(sha256)
      else await checkGitId(options)
      onBytes(size - counted, false)
    },
  )
  const files = model.files.map(({ path, size, sha256 }): AdoptedFile => ({
    path,
    size,
    sha256,
    verified: verified.has(sha256),
  }))
  await adoption.adoptFiles({ repoId, commit: model.commit, files })

  const { slug, source, id, revision, commit, pageUrl } = model
  const totals = { fetchedBytes: 0, skippedBytes: files.reduce((bytes, { size }) => bytes + size, 0) }
  const pulled: PulledModel = { slug, source, id, revision, commit, files, ...totals }
  const { metadata, ...told } = await readTexts(parts, bundle, model)
  const { record, entry } = await findRecord(parts, model, told)
  await onModel({ pulled, record, entry, metadata, pageUrl })
  return blobs.map(({ sha256 }) => sha256)
}

/** What the catalog knows already was read from the source itself; else it learns it from the bundle. */
async function findRecord(
  { catalog, sources }: ImportParts,
  { slug, source }: BundleModel,
  told: { record: unknown; entry: Entry | undefined },
): Promise<{ record: unknown; entry: Entry | undefined }> {
  try {
    const { record } = await catalog.getModel(slug)
    return { record, entry: sources.get(source)?.toEntry(record) }
  } catch (error) {
    if (!isWeighthouseError(error, 'MODEL_NOT_FOUND')) throw error
  }
  if (told.record !== undefined) await catalog.writeRecords(source, [told.record])
  return told
}
