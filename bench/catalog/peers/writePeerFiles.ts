import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'

import { listKinds, type PeerRow, singleKinds } from './peerRow.ts'

/** The tables of the peers as tab-separated files, in the format of COPY. */
export const peerFiles = ['models', 'model_tags', 'relations', 'attributes'] as const
export type PeerFile = (typeof peerFiles)[number]

export interface PeerFileWriter {
  add(row: PeerRow): Promise<void>
  addAttribute(key: number, kind: string, value: string): Promise<void>
  close(): Promise<void>
}

export function peerFile(folder: string, name: PeerFile): string {
  return join(folder, `${name}.tsv`)
}

export function openPeerFiles(folder: string): PeerFileWriter {
  const streams = new Map(
    peerFiles.map((name) => [name, createWriteStream(peerFile(folder, name), { highWaterMark: 1 << 20 })]),
  )
  const pending = new Map<PeerFile, string>(peerFiles.map((name) => [name, '']))
  const write = async (name: PeerFile, text: string) => {
    const waiting = (pending.get(name) ?? '') + text
    pending.set(name, waiting)
    if (waiting.length > 1 << 18) await flush(name)
  }
  const flush = async (name: PeerFile) => {
    const stream = streams.get(name)
    const text = pending.get(name) ?? ''
    pending.set(name, '')
    if (stream && !stream.write(text)) await once(stream, 'drain')
  }
  return {
    async add(row) {
      await write('models', modelLine(row))
      await write('model_tags', row.tags.map((tag) => `${row.key}\t${kindOf(row, tag)}\t${tag}\n`).join(''))
      await write(
        'relations',
        row.parents
          .map(({ id, relation, declared }) => `${row.key}\t${escape(id)}\t${relation}\t${declared}\n`)
          .join(''),
      )
    },
    addAttribute: (key, kind, value) => write('attributes', `${key}\t${kind}\t${escape(value)}\n`),
    async close() {
      for (const [name, stream] of streams) {
        await flush(name)
        await endStream(stream)
      }
    },
  }
}

async function endStream(stream: WriteStream): Promise<void> {
  stream.end()
  await finished(stream)
}

/** Place in `listKinds` of what is counted as a facet; other tags are only filtered by. */
export function kindOf(row: PeerRow, tag: number): number {
  const kind = listKinds.findIndex((name) => row.lists[name].includes(tag))
  return kind === -1 ? listKinds.length : kind
}

function modelLine(row: PeerRow): string {
  const fields = [
    row.key,
    escape(row.sourceId),
    escape(row.name),
    ...singleKinds.map((kind) => row.singles[kind]),
    row.downloads,
    row.likes,
    row.trending,
    row.created,
    row.updated,
    row.parameters,
    row.bytes,
    row.gated,
    row.removed,
    ...listKinds.map((kind) => `{${row.lists[kind].join(',')}}`),
    // Tokens have letters, digits and points only, so nothing needs a quote.
    row.words.map((word) => `'${word}'`).join(' '),
  ]
  return `${fields.map((field) => field ?? '\\N').join('\t')}\n`
}

function escape(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/[\\\t\n\r]/g, (character) => `\\${character}`)
}
