import type { Catalog } from '../../catalog/catalog.ts'
import { readRecord } from '../../catalog/write/readRecord.ts'
import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { Hub } from '../../hub/hub.ts'
import { mapConcurrently } from '../../hub/mapConcurrently.ts'
import type { RecordedTree } from '../../hub/recordTree.ts'
import type { Upkeep } from '../../hub/upkeep/upkeep.ts'
import type { SourceName } from '../../ids/slug.ts'
import type { Library } from '../../library/library.ts'
import type { ModelMetadata } from '../../library/metadata.ts'
import type { Entry, Source } from '../../sources/source.ts'
import type { BlobInfo, BlobStore } from '../../store/blobStore.ts'
import type { BundleModel } from '../contents.ts'
import { readMetadataText } from '../readMetadataText.ts'
import type { SignatureState } from './checkSignature.ts'
import type { OpenedBundle } from './openBundle.ts'

export interface ImportParts {
  library: Pick<Library, 'get'>
  catalog: Pick<Catalog, 'getModel' | 'writeRecords'>
  hub: { adoption: Hub['adoption'] }
  upkeep: Pick<Upkeep, 'whileWriting'>
  store: BlobStore
  sources: ReadonlyMap<SourceName, Source>
}

/** What a bundle would bring. */
export interface ImportPlan {
  /** The first of its files. */
  file: string
  models: {
    slug: string
    revision: string
    commit: string
    files: number
    bytes: number
    /** Of blobs that the store does not have; one that two models share counts for the first. */
    missingBytes: number
    /** `new`: not in the library; `same`: there at this commit; `other`: there at another, which it will leave. */
    shelf: 'new' | 'same' | 'other'
  }[]
  blobs: number
  missingBlobs: number
  bytes: number
  missingBytes: number
  signature: SignatureState
}

const statsAtOnce = 16

/**
 * Compares a bundle with what is here, and checks all that can be checked without reading blobs. Writes nothing.
 *
 * @throws WeighthouseError VERIFICATION_FAILED; CONFLICT when another content is recorded for a file of the same commit;
 *   UNSUPPORTED for a source that this version cannot keep
 */
export async function planImport(
  parts: ImportParts,
  bundle: OpenedBundle,
  signature: SignatureState,
  signal?: AbortSignal,
): Promise<ImportPlan> {
  const { contents, label } = bundle
  const there = await mapConcurrently(contents.blobs, statsAtOnce, async ({ sha256, size }) => {
    signal?.throwIfAborted()
    return (await parts.store.stat(sha256))?.size === size
  })
  const missing = contents.blobs.filter((_, index) => !there[index])
  const notCounted = new Map(missing.map(({ sha256, size }) => [sha256, size]))
  const models: ImportPlan['models'] = []
  for (const model of contents.models) {
    signal?.throwIfAborted()
    await parts.hub.adoption.checkTree(treeOf(model))
    await readTexts(parts, bundle, model)
    let missingBytes = 0
    for (const { sha256 } of model.files) {
      missingBytes += notCounted.get(sha256) ?? 0
      notCounted.delete(sha256)
    }
    const { slug, revision, commit, files } = model
    const bytes = sum(files)
    const shelf = await findShelf(parts.library, model)
    models.push({ slug, revision, commit, files: files.length, bytes, missingBytes, shelf })
  }
  return {
    file: label,
    models,
    blobs: contents.blobs.length,
    missingBlobs: missing.length,
    bytes: sum(contents.blobs),
    missingBytes: sum(missing),
    signature,
  }
}

/** The file list of a model, with the files that the bundle does not have. */
export function treeOf({ slug, source, id, revision, commit, files, others }: BundleModel): RecordedTree {
  return {
    slug,
    source,
    id,
    revision,
    commit,
    files: [...files, ...others].map(({ path, size, ...hashes }) => ({
      path,
      size,
      sha256: hashes.sha256,
      gitSha1: hashes.gitSha1,
    })),
  }
}

/**
 * A model's record and metadata.json, checked to be its own.
 * @throws WeighthouseError VERIFICATION_FAILED, UNSUPPORTED
 */
export async function readTexts(
  { sources }: Pick<ImportParts, 'sources'>,
  bundle: Pick<OpenedBundle, 'readText' | 'label'>,
  model: BundleModel,
): Promise<{ metadata: ModelMetadata; record: unknown; entry: Entry | undefined }> {
  const { slug, source: sourceName } = model
  if (!sources.has(sourceName)) {
    throw new WeighthouseError(
      'UNSUPPORTED',
      `${bundle.label} has ${slug}, and models of ${sourceName} cannot be kept.`,
      {
        hint: 'Export the bundle again without it.',
        details: { slug, source: sourceName },
      },
    )
  }
  const metadata = (await bundle.readText(slug, 'metadata'))?.toString('utf8') ?? ''
  const text = await bundle.readText(slug, 'record')
  const read = text && readEntry(model, parseJson(text.toString('utf8')))
  if (text && !read) {
    throw new WeighthouseError('VERIFICATION_FAILED', `${bundle.label}: record.json of ${slug} is not its record.`, {
      hint: 'Export the bundle again, and leave this model out if that does not help.',
      details: { path: bundle.label, slug },
    })
  }
  return { metadata: readMetadataText(metadata, model, bundle.label), record: read?.record, entry: read?.entry }
}

/** Undefined for what is no record of this model; only letter case may differ. */
function readEntry({ source, slug }: BundleModel, json: unknown): ReturnType<typeof readRecord> | undefined {
  try {
    const read = readRecord(source, json)
    return read.entry.slug.toLowerCase() === slug.toLowerCase() ? read : undefined
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return undefined
    throw error
  }
}

async function findShelf(library: ImportParts['library'], model: BundleModel): Promise<'new' | 'same' | 'other'> {
  try {
    return (await library.get(model.slug)).commit === model.commit ? 'same' : 'other'
  } catch (error) {
    if (isWeighthouseError(error, 'MODEL_NOT_FOUND')) return 'new'
    throw error
  }
}

function sum(files: readonly Pick<BlobInfo, 'size'>[]): number {
  return files.reduce((bytes, { size }) => bytes + size, 0)
}
