import { parentPort, workerData } from 'node:worker_threads'

import { sql } from 'kysely'

import type { Database } from '../../database/database.ts'
import { openDatabase } from '../../database/openDatabase.ts'
import { lowerThreadPriority } from '../../foundation/lowerThreadPriority.ts'
import { openAnnounced } from '../index/catchUp/announced.ts'
import { createPieceBuilder } from '../index/pieces/createPieceBuilder.ts'
import { buffersOf } from '../index/pieces/indexPiece.ts'
import { type CatalogWriter, createCatalogWriter } from '../write/createCatalogWriter.ts'
import { createRecordPreparer } from '../write/preparer/createRecordPreparer.ts'
import { importCatalog } from './importCatalog.ts'
import { type ImportCommand, type ImportNews, type ImportOrder, toFailure } from './importMessages.ts'

/*
 * A thread that imports, with a connection to the database of its own: reads, writes, and makes ready what the search
 * index is to have of it, so that the thread that answers searches only takes that in.
 */

/** Models of a transaction: other writers wait for it, and nobody else. */
const usualTransaction = 1_000
/** Models of a piece: fewer make more segments, more come later. */
const modelsOfPiece = 10_000
/** Milliseconds after which a piece goes with what there is. */
const longestWait = 1_000
/** Pieces that may be on their way; the time to make one is about the time to take it in. */
const mostOnTheirWay = 2
/**
 * The log is brought into the database behind the import, unless it comes to a gigabyte before: 100,000 changed models
 * make 230,000 pages of it, and bringing them in takes as much processor time as a fifth of writing them.
 */
const pragmas = ['wal_autocheckpoint = 262144', 'cache_size = -65536']

const { location, path, modelsPerTransaction, announced, now: startedAt } = workerData as ImportOrder
const { announce } = openAnnounced(announced)
const pieces = createPieceBuilder()
const stopped = new AbortController()
let now = startedAt
let sentAt = performance.now()
const onTheirWay: PromiseWithResolvers<void>[] = []
const stopping = Promise.withResolvers<void>()

parentPort?.on('message', (command: ImportCommand) => {
  if (command.kind === 'stop') {
    stopped.abort()
    return stopping.resolve()
  }
  now = command.now
  onTheirWay.shift()?.resolve()
})

function tell(news: ImportNews): void {
  parentPort?.postMessage(news, news.kind === 'piece' ? buffersOf(news.piece) : [])
}

/** Hands over what was written, and waits when there is much that was not taken yet. */
async function sendPiece(): Promise<void> {
  sentAt = performance.now()
  if (pieces.isEmpty) return
  tell({ kind: 'piece', piece: pieces.take() })
  onTheirWay.push(Promise.withResolvers())
  if (onTheirWay.length >= mostOnTheirWay) await Promise.race([onTheirWay[0]?.promise, stopping.promise])
}

function sendingPieces(writer: CatalogWriter): CatalogWriter {
  return {
    ...writer,
    async write(work) {
      const result = await writer.write(work)
      if (pieces.count >= modelsOfPiece || performance.now() - sentAt >= longestWait) await sendPiece()
      return result
    },
  }
}

async function run(database: Database): Promise<void> {
  if (database.engine === 'sqlite') {
    for (const pragma of pragmas) await sql.raw(`PRAGMA ${pragma}`).execute(database.kysely)
  }
  // Together with this thread and the one that answers that is one more than the fewest processors.
  const preparer = createRecordPreparer({ mostThreads: 1 })
  const writer = createCatalogWriter({ database, clock: () => now, onCommitting: announce, onCommitted: pieces.add })
  try {
    // Its reports are of time that passes, and not of the time of day.
    const parts = { database, writer: sendingPieces(writer), preparer }
    const counts = await importCatalog(parts, path, {
      modelsPerTransaction: modelsPerTransaction ?? usualTransaction,
      signal: stopped.signal,
      onProgress: (report) => tell({ kind: 'progress', report }),
    })
    await sendPiece()
    tell({ kind: 'done', counts })
    if (database.engine === 'sqlite') await bringLogIn(database)
  } catch (error) {
    // What was committed is handed over all the same.
    await sendPiece()
    throw error
  } finally {
    await preparer.close()
  }
}

/** First without holding anybody up, and then the rest, so that the long log goes; where others read, it goes later. */
async function bringLogIn({ kysely }: Database): Promise<void> {
  for (const mode of ['PASSIVE', 'TRUNCATE']) await sql.raw(`PRAGMA wal_checkpoint(${mode})`).execute(kysely)
}

lowerThreadPriority()
try {
  const database = await openDatabase(location)
  try {
    await run(database)
  } finally {
    await database.close()
  }
} catch (error) {
  tell({ kind: 'failed', failure: toFailure(error) })
} finally {
  parentPort?.close()
}
