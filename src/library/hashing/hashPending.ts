import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { isWeighthouseError } from '../../foundation/errors.ts'
import type { Clock } from '../../foundation/time.ts'
import { isRotational } from '../../store/isRotational.ts'
import { forgetModelFolder } from '../inPlace/forgetRoot.ts'
import type { HashOptions, HashReport, Library } from '../library.ts'
import type { LibraryIndex } from '../libraryIndex.ts'
import { overridesFileName } from '../metadata.ts'
import type { KnownFile } from '../rootIndex.ts'
import type { Roots } from '../roots/openRoots.ts'
import type { HashOrder } from './hashMessages.ts'
import { runHashers } from './runHashers.ts'

export interface HashContext {
  directory: string
  index: LibraryIndex
  roots: Roots
  clock: Clock
  /** See Library.rewrite. */
  rewrite: Library['rewrite']
}

const pageSize = 500
const mostPending = 64
const flushAfterMs = 1_000

/**
 * Works out sha256 and BLAKE3 of every file that has none, and writes them into metadata.json and models.db as each file is
 * done; so a run that was cut off goes on where it stopped. A file that was changed since it was indexed gets no hash: the next
 * scan sees it.
 */
export async function hashPending(context: HashContext, options: HashOptions = {}): Promise<HashReport> {
  const { index, roots } = context
  const wanted = options.root === undefined ? roots.list() : [await roots.get(options.root)]
  const online = wanted.filter((root) => root.online)
  const ids = [...online.map(({ id }) => id), ...(options.root === undefined ? [''] : [])]
  const total = index.countUnhashed(ids)
  const report: HashReport = { files: 0, bytes: 0, models: 0, adopted: 0, skipped: [], slugs: [] }
  const slugs = new Set<string>()
  let bytes = 0
  const recorder = createRecorder(context, report, slugs)
  try {
    for (const root of ids) await hashRoot(root)
  } finally {
    await recorder.flush()
  }
  report.models = slugs.size
  return { ...report, slugs: [...slugs] }

  async function hashRoot(root: string): Promise<void> {
    const place = root === '' ? context.directory : online.find(({ id }) => id === root)?.path
    if (place === undefined) return
    const rotational = await isRotational(place)
    const files = new Map<number, KnownFile>()
    await runHashers({
      files: listOrders(root, files),
      threads: rotational ? 1 : 2,
      signal: options.signal,
      onBytes(read) {
        bytes += read
        options.onProgress?.({ bytes, totalBytes: total.bytes, files: report.files, totalFiles: total.files })
      },
      async onDone(id, result) {
        const file = files.get(id)
        files.delete(id)
        if (!file) return
        if ('reason' in result) {
          report.skipped.push({ path: file.path, reason: result.reason })
          return
        }
        await recorder.add(file, result)
      },
    })
  }

  function* listOrders(root: string, files: Map<number, KnownFile>): Generator<HashOrder, void, undefined> {
    let after = 0
    const last = index.lastFile()
    for (;;) {
      const page = index.listUnhashed([root], after, pageSize)
      for (const file of page) {
        // Rows that were written anew by this run come with higher numbers; each file is tried once.
        if (file.row > last) return
        const location = locate(context, file)
        if (location === undefined) continue
        files.set(file.row, file)
        yield { id: file.row, location, size: file.size, mtimeMs: file.mtimeMs }
      }
      const end = page.at(-1)
      if (!end) return
      after = end.row
    }
  }
}

function locate({ directory, index, roots }: HashContext, file: KnownFile): string | undefined {
  if (file.root !== '') {
    const root = roots.find(file.root)
    return root && join(root.path, file.path)
  }
  const model = index.find(file.slug)
  return model && join(directory, model.path, file.path)
}

interface Recorded {
  file: KnownFile
  sha256: string
  blake3: string
}

/** Writes results down together: a model of a hundred small files has its metadata.json written once. */
function createRecorder(context: HashContext, report: HashReport, slugs: Set<string>) {
  let pending: Recorded[] = []
  let flushedAt = performance.now()
  let last: Promise<void> = Promise.resolve()

  return {
    async add(file: KnownFile, hashes: { sha256: string; blake3: string }): Promise<void> {
      pending.push({ file, ...hashes })
      if (pending.length >= mostPending || performance.now() - flushedAt > flushAfterMs) await flush()
    },
    flush,
  }

  /** One after the other: two threads may finish files of the same model. */
  function flush(): Promise<void> {
    const batch = pending
    pending = []
    flushedAt = performance.now()
    last = writeAfter(last, batch)
    return last
  }

  async function writeAfter(earlier: Promise<void>, batch: readonly Recorded[]): Promise<void> {
    await earlier
    for (const [slug, results] of Map.groupBy(batch, ({ file }) => file.slug)) await record(slug, results)
  }

  async function record(slug: string, results: readonly Recorded[]): Promise<void> {
    const written = await recordHashes(context, slug, results)
    if (written.length === 0) return
    for (const { file } of written) {
      report.files++
      report.bytes += file.size
    }
    const adopter = await adoptMissing(context, slug)
    if (adopter !== undefined) report.adopted++
    slugs.add(adopter ?? slug)
  }
}

/** Those of the results whose model and file are still the same. */
async function recordHashes({ rewrite }: HashContext, slug: string, results: readonly Recorded[]): Promise<Recorded[]> {
  const byPath = new Map(results.map((result) => [result.file.path, result]))
  const written: Recorded[] = []
  try {
    await rewrite(slug, ({ metadata }) => {
      const files = metadata.files.map((known) => {
        const result = byPath.get(known.path)
        if (!result || known.size !== result.file.size || known.mtime_ms !== result.file.mtimeMs) return known
        written.push(result)
        return { ...known, sha256: result.sha256, hashes: { ...known.hashes, blake3: result.blake3 } }
      })
      return written.length > 0 ? { metadata: { ...metadata, files } } : undefined
    })
  } catch (error) {
    // Removed, or written by a newer program: its hashes are worked out again when it is known again.
    if (!isWeighthouseError(error, 'MODEL_NOT_FOUND', 'UNSUPPORTED')) throw error
    return []
  }
  return written
}

/**
 * When a model that is missing had these very bytes, it is this one, moved by a way that leaves no trace but the bytes: it takes
 * over the files, and keeps its slug and what the user said of it.
 *
 * @returns the slug that has the files now, if it is another one
 */
async function adoptMissing(
  { directory, index, clock, rewrite }: HashContext,
  slug: string,
): Promise<string | undefined> {
  const fresh = index.find(slug)
  const sha256 = fresh?.metadata.files[0]?.sha256
  if (!fresh || sha256 === undefined || fresh.metadata.storage_kind !== 'external_reference') return undefined
  // Whoever has said something of the new one means the new one.
  if (existsSync(join(directory, fresh.path, overridesFileName))) return undefined
  for (const candidate of index.filesByHash(sha256)) {
    const lost = candidate.slug === slug ? undefined : index.find(candidate.slug)
    if (!lost || !candidate.missing || lost.metadata.storage_kind !== 'external_reference') continue
    if (lost.metadata.files[0]?.sha256 !== sha256) continue
    forgetModelFolder(directory, { slug, path: fresh.path })
    index.forget(slug)
    await rewrite(lost.metadata.slug, ({ metadata }) => ({
      metadata: {
        ...metadata,
        ...fresh.metadata,
        slug: metadata.slug,
        model_id: metadata.model_id,
        model_type: metadata.model_type,
        family: metadata.family,
        shelf: metadata.shelf,
        added_at: metadata.added_at,
        updated_at: new Date(clock()).toISOString(),
      },
    }))
    return lost.metadata.slug
  }
  return undefined
}
