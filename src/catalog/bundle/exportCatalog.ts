import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'

import type { Database } from '../../database/database.ts'
import type { Clock } from '../../foundation/time.ts'
import { type SourceName, sourceNames } from '../../ids/slug.ts'
import { readSource } from '../read/readSource.ts'
import { unpackRecord } from '../write/packRecord.ts'
import { walkKeys } from '../write/walkKeys.ts'
import { type BundleHead, bundleFormat, type BundleTail } from './bundleFormat.ts'
import { readLastRuns } from './bundleRuns.ts'

const modelsAtOnce = 250
const keysCountedAtOnce = 10_000

export interface ExportOptions {
  /** Default: all that there is. */
  sources?: readonly SourceName[] | undefined
  /** Default true. */
  compressed?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined
}

/**
 * Writes the catalog as one file, which {@link importCatalog} reads, and ends the stream. Memory stays bounded, and others
 * are answered meanwhile; what they write meanwhile may be in it or not.
 *
 * @returns how many models were written
 * @throws whatever the stream or `signal` fails with; what was written then has no end, and is refused by the import
 */
export async function exportCatalog(
  { database, clock }: { database: Database; clock: Clock },
  out: Writable,
  { sources = sourceNames, compressed = true, signal, onProgress }: ExportOptions = {},
): Promise<{ models: number }> {
  const wanted = new Set<string>(sources)
  const target = compressed ? createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } }) : out
  if (target !== out) target.pipe(out)
  const ended = finished(out, { readable: false, ...(signal ? { signal } : {}) })
  // Noticed by `write` below, or by the wait at the end.
  ended.catch(() => undefined)
  const hash = createHash('sha256')
  const write = async (text: string) => {
    hash.update(text)
    if (!target.write(text)) await Promise.race([once(target, 'drain'), ended])
  }
  try {
    // First, so that whoever goes on from there reads too much rather than too little.
    const head = await describeCatalog(database, clock(), wanted)
    const total = Object.values(head.sources).reduce((sum, { models }) => sum + models, 0)
    await write(`${JSON.stringify(head)}\n`)
    let models = 0
    for await (const lines of readLines(database, wanted)) {
      signal?.throwIfAborted()
      await write(lines.join(''))
      models += lines.length
      onProgress?.({ done: models, total: Math.max(total, models) })
    }
    const tail: BundleTail = { weighthouse: 'end', sha256: hash.digest('hex'), models }
    target.end(`${JSON.stringify(tail)}\n`)
    await ended
    return { models }
  } catch (error) {
    target.destroy()
    out.destroy()
    throw error
  }
}

async function describeCatalog(database: Database, now: number, wanted: ReadonlySet<string>): Promise<BundleHead> {
  const head: BundleHead = { weighthouse: 'catalog', format: bundleFormat, exportedAt: now, sources: {} }
  for (const source of sourceNames) {
    if (!wanted.has(source)) continue
    const runs = await readLastRuns(database.kysely, source)
    if (runs.length > 0) head.sources[source] = { models: 0, runs }
  }
  for await (const { from, to } of walkKeys(database.kysely, { size: keysCountedAtOnce })) {
    const rows = await database.kysely
      .selectFrom('models')
      .select(['source', ({ fn }) => fn.countAll<number>().as('models')])
      .where('key', '>=', from)
      .where('key', '<=', to)
      .groupBy('source')
      .execute()
    for (const row of rows) {
      const source = readSource(row.source)
      if (wanted.has(source)) (head.sources[source] ??= { models: 0, runs: [] }).models += row.models
    }
  }
  return head
}

async function* readLines(database: Database, wanted: ReadonlySet<string>): AsyncGenerator<string[], void, undefined> {
  for await (const { from, to } of walkKeys(database.kysely, { size: modelsAtOnce })) {
    const rows = await database.kysely
      .selectFrom('models')
      .innerJoin('model_records', 'model_records.model_key', 'models.key')
      .select(['models.source', 'models.removed_at', 'model_records.record'])
      .where('models.key', '>=', from)
      .where('models.key', '<=', to)
      .orderBy('models.key')
      .execute()
    yield rows.flatMap(({ source, removed_at, record }) => {
      const removed = removed_at === null ? '' : `,"removedAt":${removed_at}`
      return wanted.has(source) ? [`{"source":"${source}","record":${unpackRecord(record)}${removed}}\n`] : []
    })
  }
}
