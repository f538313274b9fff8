import { parentPort, workerData } from 'node:worker_threads'

import { sql } from 'kysely'

import type { Database } from '../../database/database.ts'
import { openDatabase } from '../../database/openDatabase.ts'
import { lowerThreadPriority } from '../../foundation/lowerThreadPriority.ts'
import { importCatalog } from '../bundle/importCatalog.ts'
import { openAnnounced } from '../index/catchUp/announced.ts'
import { buffersOf } from '../index/pieces/indexPiece.ts'
import { writeSyncPage } from '../sync/writeSyncPage.ts'
import { createCatalogWriter } from '../write/createCatalogWriter.ts'
import { createRecordPreparer } from '../write/preparer/createRecordPreparer.ts'
import { createPieceSender } from './createPieceSender.ts'
import { toFailure } from './failure.ts'
import type { TaskResult, ThreadCommand, ThreadNews, ThreadOrder, ThreadTask } from './threadMessages.ts'

/*
 * A thread that writes models, with a connection to the database of its own: prepares, writes, and makes ready what the
 * search index is to have of it, so that the thread that answers searches only takes that in.
 */

/** Models of a transaction: other writers wait for it, and nobody else. */
const usualTransaction = 1_000
/**
 * The log is brought into the database when the thread ends, unless it comes to a gigabyte before: 100,000 changed models
 * make 230,000 pages of it, and bringing them in takes as much processor time as a fifth of writing them.
 */
const pragmas = ['wal_autocheckpoint = 262144', 'cache_size = -65536']

const { location, announced } = workerData as ThreadOrder
const { announce } = openAnnounced(announced)
const pieces = createPieceSender((piece) => tell({ kind: 'piece', piece }))
const stopped = new AbortController()
let now = 0
let tasks: Promise<void> = Promise.resolve()

function tell(news: ThreadNews): void {
  parentPort?.postMessage(news, news.kind === 'piece' ? buffersOf(news.piece) : [])
}

async function open() {
  const database = await openDatabase(location)
  if (database.engine === 'sqlite') {
    for (const pragma of pragmas) await sql.raw(`PRAGMA ${pragma}`).execute(database.kysely)
  }
  const writer = createCatalogWriter({
    database,
    clock: () => now,
    onCommitting: announce,
    onCommitted: pieces.add,
  })
  // Together with this thread and the one that answers that is one more than the fewest processors.
  return { database, writer: pieces.sending(writer), preparer: createRecordPreparer({ mostThreads: 1 }) }
}

async function perform(task: ThreadTask): Promise<TaskResult> {
  const { database, writer, preparer } = await opening
  switch (task.kind) {
    case 'import': {
      // Its reports are of time that passes, and not of the time of day.
      const counts = await importCatalog({ database, writer, preparer }, task.path, {
        modelsPerTransaction: task.modelsPerTransaction ?? usualTransaction,
        signal: stopped.signal,
        onProgress: (report) => tell({ kind: 'progress', report }),
      })
      return { kind: 'imported', counts }
    }
    case 'page': {
      const { cursor, rejected: unread } = task.page
      const { records, rejected } = await preparer.prepareLines(task.lines)
      const page = { records, cursor, rejected: [...unread, ...rejected] }
      const parts = { catalog: writer, clock: () => now, recordsAtOnce: usualTransaction }
      return { kind: 'written', run: await writeSyncPage(parts, task.run, page) }
    }
  }
}

async function answer(task: ThreadTask): Promise<void> {
  try {
    tell(await perform(task))
  } catch (error) {
    tell({ kind: 'failed', failure: toFailure(error) })
  }
}

async function end(): Promise<void> {
  // What was committed is handed over, whatever else has failed.
  pieces.send()
  tell({ kind: 'ended' })
  parentPort?.close()
  const { database, preparer } = await opening
  await preparer.close()
  try {
    if (database.engine === 'sqlite') await bringLogIn(database)
  } finally {
    await database.close()
  }
}

/** First without holding anybody up, and then the rest, so that the long log goes; where others read, it goes later. */
async function bringLogIn({ kysely }: Database): Promise<void> {
  for (const mode of ['PASSIVE', 'TRUNCATE']) await sql.raw(`PRAGMA wal_checkpoint(${mode})`).execute(kysely)
}

lowerThreadPriority()
const opening = open()
// Told to whoever asks for something.
opening.catch(() => undefined)

parentPort?.on('message', (command: ThreadCommand) => {
  switch (command.kind) {
    case 'do':
      now = command.now
      tasks = tasks.then(() => answer(command.task))
      break
    case 'taken':
      now = command.now
      pieces.taken()
      break
    case 'stop':
      stopped.abort()
      pieces.stopWaiting()
      break
    case 'end':
      tasks = tasks.then(end)
      break
  }
})
