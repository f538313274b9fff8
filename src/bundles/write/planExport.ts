import { createHash } from 'node:crypto'

import type { Catalog } from '../../catalog/catalog.ts'
import { isWeighthouseError, WeighthouseError } from '../../foundation/errors.ts'
import type { Hub } from '../../hub/hub.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import type { Library, LibraryModelDetail } from '../../library/library.ts'
import { isHashed } from '../../library/metadata.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import { checkContents } from '../checkContents.ts'
import {
  blobName,
  type BundleContents,
  bundleFormat,
  type BundleModel,
  contentsName,
  encodeContents,
  largestText,
  metadataName,
  recordName,
} from '../contents.ts'
import { readMetadataText } from '../readMetadataText.ts'
import type { PlannedEntry } from './layOut.ts'

export interface ExportParts {
  library: Pick<Library, 'get' | 'iterate'>
  catalog: Pick<Catalog, 'getModel'>
  hub: { adoption: Pick<Hub['adoption'], 'readTree'> }
  store: Pick<BlobStore, 'stat' | 'read'>
  version: string
}

/** Every byte of a bundle, before one of them is written. */
export interface ExportPlan {
  contents: BundleContents
  /** sha256 of weighthouse-bundle.json. */
  contentsSha256: string
  /** In the order of the archive, without a signature. */
  entries: PlannedEntry[]
  /** Seconds since 1970. */
  modifiedAt: number
}

/**
 * Works out what a bundle of these models holds: what is on the shelf, at the commit that is on the shelf. Names whatever
 * names a model; none means all.
 *
 * @throws WeighthouseError MODEL_NOT_FOUND (not in the library, or none is), REVISION_NOT_FOUND (another one is), NOT_FOUND (the store
 *   lost a blob), INVALID_ARGUMENT, UNSUPPORTED (too many files for one bundle)
 */
export async function planExport(
  parts: ExportParts,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ExportPlan> {
  const models: BundleModel[] = []
  const entries: PlannedEntry[] = []
  const blobs = new Map<string, { size: number; slug: string }>()
  let newest = 0
  for (const detail of await findModels(parts, names)) {
    signal?.throwIfAborted()
    const { model, texts } = await describeModel(parts, detail)
    models.push(model)
    entries.push(...texts)
    for (const { sha256, size } of model.files) {
      if (!blobs.has(sha256)) blobs.set(sha256, { size, slug: model.slug })
    }
    newest = Math.max(newest, detail.updatedAt)
  }
  await checkBlobs(parts, blobs, signal)
  const contents: BundleContents = {
    weighthouse: 'models',
    format: bundleFormat,
    version: parts.version,
    created: new Date(newest).toISOString(),
    models,
    blobs: [...blobs].map(([sha256, { size }]) => ({ sha256, size })),
  }
  checkContents(contents, 'The bundle')
  const text = encodeContents(contents)
  if (text.length > largestText) throw tooLarge(models.length)
  const first = textEntry(contentsName, async () => text, text)
  return {
    contents,
    contentsSha256: first.sha256,
    entries: [
      first,
      ...entries,
      ...[...blobs].map(([sha256, { size, slug }]): PlannedEntry => ({
        name: blobName(sha256),
        size,
        sha256,
        content: { kind: 'blob', slug },
      })),
    ],
    modifiedAt: Math.floor(newest / 1000),
  }
}

/** In the order of their slugs, each once. */
async function findModels({ library }: ExportParts, names: readonly string[]): Promise<LibraryModelDetail[]> {
  const slugs = new Set<string>()
  const found: LibraryModelDetail[] = []
  if (names.length === 0)
    for await (const { slug, source } of library.iterate()) if (source !== 'local') slugs.add(slug)
  for (const name of names) {
    const { slug, revision } = parseModelReference(name)
    if (revision !== undefined) await checkRevision(library, slug, revision)
    slugs.add(slug)
  }
  if (slugs.size === 0) {
    throw new WeighthouseError('MODEL_NOT_FOUND', 'There is no model in the library.', {
      hint: 'Pull one first: `weighthouse pull owner/name`.',
    })
  }
  for (const slug of [...slugs].sort()) found.push(await library.get(slug))
  return found
}

async function checkRevision(library: ExportParts['library'], slug: string, wanted: string): Promise<void> {
  const { revision, commit } = await library.get(slug)
  if (wanted === revision || wanted === commit) return
  throw new WeighthouseError(
    'REVISION_NOT_FOUND',
    `${slug} is on the shelf at ${revision} (${commit}), not ${wanted}.`,
    {
      hint: `Pull it first: \`weighthouse pull ${slug}@${wanted}\`.`,
      details: { slug, revision: wanted },
    },
  )
}

async function describeModel(
  parts: ExportParts,
  { slug, source, repoId: id, revision, commit, metadata }: LibraryModelDetail,
) {
  if (source === 'local') throw notPulled(slug)
  const shelfText = encodeJson(metadata)
  readMetadataText(shelfText.toString('utf8'), { slug, source, id }, 'The bundle')
  const readShelf = async () => encodeJson((await parts.library.get(slug)).metadata)
  const metadataText = textEntry(metadataName(slug), readShelf, shelfText)
  const record = await readRecord(parts.catalog, slug)
  const recordText =
    record && textEntry(recordName(slug), async () => (await readRecord(parts.catalog, slug)) ?? record, record)
  const shelved = metadata.files.filter(isHashed).map(({ path, repo_path: repoPath, size, sha256 }) => ({
    path: repoPath ?? path,
    size,
    sha256,
  }))
  const paths = new Set(shelved.map(({ path }) => path))
  const tree = (await parts.hub.adoption.readTree({ slug, source, id, commit })) ?? []
  const gitSha1s = new Map(tree.map(({ path, gitSha1 }) => [path, gitSha1]))
  const model: BundleModel = {
    slug,
    source,
    id,
    revision,
    commit,
    ...(metadata.page_url === undefined ? {} : { pageUrl: metadata.page_url }),
    record: recordText ? { size: recordText.size, sha256: recordText.sha256 } : null,
    metadata: { size: metadataText.size, sha256: metadataText.sha256 },
    files: shelved.map((file) => {
      const gitSha1 = gitSha1s.get(file.path)
      return { ...file, ...(gitSha1 === undefined ? {} : { gitSha1 }) }
    }),
    others: tree
      .filter(({ path }) => !paths.has(path))
      .map(({ path, size, sha256, gitSha1 }) => ({
        path,
        ...(size === undefined ? {} : { size }),
        ...(sha256 === undefined ? {} : { sha256 }),
        ...(gitSha1 === undefined ? {} : { gitSha1 }),
      })),
  }
  return { model, texts: [...(recordText ? [recordText] : []), metadataText] }
}

async function readRecord(catalog: ExportParts['catalog'], slug: string): Promise<Buffer | undefined> {
  try {
    return encodeJson((await catalog.getModel(slug)).record)
  } catch (error) {
    if (isWeighthouseError(error, 'MODEL_NOT_FOUND')) return undefined
    throw error
  }
}

function encodeJson(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`, 'utf8')
}

/** Only size and hash are kept: the texts of thousands of models would fill the memory. */
function textEntry(name: string, read: () => Promise<Buffer>, text: Buffer): PlannedEntry {
  return {
    name,
    size: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
    content: { kind: 'text', read },
  }
}

async function checkBlobs(
  { store }: ExportParts,
  blobs: ReadonlyMap<string, { size: number; slug: string }>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [sha256, { size, slug }] of blobs) {
    signal?.throwIfAborted()
    if ((await store.stat(sha256))?.size === size) continue
    throw new WeighthouseError('NOT_FOUND', `A file of ${slug} is not in the store (or not of its size): ${sha256}.`, {
      hint: `Fetch it again: \`weighthouse verify --model ${slug} --repair\`.`,
      details: { slug, sha256, size },
    })
  }
}

function notPulled(slug: string): WeighthouseError {
  return new WeighthouseError('UNSUPPORTED', `${slug} was not pulled, so no source says what it holds.`, {
    hint: 'Bundles carry pulled models. Copy the files of others yourself.',
    details: { slug },
  })
}

function tooLarge(models: number): WeighthouseError {
  return new WeighthouseError('UNSUPPORTED', `${models} models have too many files for one bundle.`, {
    hint: 'Export them in several bundles.',
    details: { models },
  })
}
