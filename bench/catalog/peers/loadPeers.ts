import { chmod } from 'node:fs/promises'

import { isRemoved } from '../generate/planCatalog.ts'
import { readNdjson } from '../generate/readNdjson.ts'
import { openPostgresPeer } from './openPostgresPeer.ts'
import { openSqlitePeer } from './openSqlitePeer.ts'
import type { Peer } from './peer.ts'
import { createDictionary, type Dictionary, readEntry, toPeerRow } from './peerRow.ts'
import { openPeerFiles } from './writePeerFiles.ts'

export interface LoadedPeers {
  dictionary: Dictionary
  postgres: Peer
  sqlite: Peer
}

/** Fills both peers with the models of an NDJSON file, in a folder that is there for them only. */
export async function loadPeers(options: {
  file: string
  folder: string
  seed: number
  /** Numbers of weights by source and id (`huggingface:owner/name`) where they do not follow from the record alone. */
  parameters?: ReadonlyMap<string, number>
  /** See openPostgresPeer. */
  onStart?: (stop: () => Promise<void>) => void
}): Promise<LoadedPeers> {
  // The server runs as another user where we are root, and reads the files.
  await chmod(options.folder, 0o755)
  const dictionary = createDictionary()
  const files = openPeerFiles(options.folder)
  const sqliteLoader = openSqlitePeer(options.folder)
  let key = 0
  for await (const line of readNdjson(options.file)) {
    const entry = readEntry(JSON.parse(line))
    entry.parameters = options.parameters?.get(`${entry.source}:${entry.id}`) ?? entry.parameters
    const row = toPeerRow(entry, key + 1, isRemoved(options, key), dictionary)
    key++
    sqliteLoader.add(row)
    await files.add(row)
  }
  for (const [attribute, kind, value] of dictionary.entries()) {
    sqliteLoader.addAttribute(attribute, kind, value)
    await files.addAttribute(attribute, kind, value)
  }
  await files.close()
  const sqlite = await sqliteLoader.finish()
  try {
    return { dictionary, sqlite, postgres: await openPostgresPeer(options.folder, options.onStart) }
  } catch (error) {
    await sqlite.close()
    throw error
  }
}
