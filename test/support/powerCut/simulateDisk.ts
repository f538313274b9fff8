import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import type { DiskEvent } from './diskEvents.ts'

/**
 * What the disk did with bytes that nobody had asked to be durable: lost them, lost them but kept the file's length (then
 * there are zeros), had written some of them, or all.
 */
export const losses = ['lost', 'zeros', 'some', 'none'] as const
export type Loss = (typeof losses)[number]

/**
 * What is on the disk after a power cut at a tick. Names change in the order in which they were asked to, as journaling file
 * systems have it: all of them, or only those up to the last sync. Bytes are there for sure when a sync of their file began
 * after their write had ended, and has itself ended; the others are what `loss` says.
 *
 * @param options.namesLost names changed since the last sync are lost, too
 * @param options.random 0 to 1, for `some`
 */
export function simulateDisk(
  events: readonly DiskEvent[],
  options: { tick: number; loss: Loss; namesLost: boolean; random: () => number },
): Map<string, Uint8Array> {
  const { tick, loss, random } = options
  const syncs = events.filter((event) => event.kind === 'sync').filter(({ ended }) => ended <= tick)
  const lastSync = Math.max(0, ...syncs.map(({ at }) => at))
  const names = new Map<string, number>()
  const contents = new Map<number, Content>()
  const contentOf = (file: number) => {
    const known = contents.get(file)
    if (known) return known
    const ends = events.flatMap((event) =>
      event.kind === 'write' && event.file === file ? [event.start + event.bytes.length] : [],
    )
    const made = { room: new Uint8Array(Math.max(0, ...ends)), length: 0 }
    contents.set(file, made)
    return made
  }
  const nameTick = options.namesLost ? lastSync : tick

  for (const event of events) {
    if (event.at > tick) continue
    switch (event.kind) {
      case 'create':
        // The bytes of a file whose name is lost are found by nobody.
        if (event.at <= nameTick) names.set(event.path, event.file)
        break
      case 'truncate': {
        const content = contentOf(event.file)
        content.room.fill(0, event.size)
        content.length = event.size
        break
      }
      case 'write': {
        const isDurable = syncs.some(({ file, at }) => (file === 'all' || file === event.file) && at > event.ended)
        const isKept = isDurable || loss === 'none' || (loss === 'some' && random() < 0.5)
        if (!isKept && loss === 'lost') break
        const content = contentOf(event.file)
        content.length = Math.max(content.length, event.start + event.bytes.length)
        if (isKept) content.room.set(event.bytes, event.start)
        break
      }
      case 'sync':
        break
      default:
        if (event.at <= nameTick) changeName(names, event)
    }
  }
  return new Map(
    [...names].map(([path, file]) => {
      const { room, length } = contentOf(file)
      return [path, room.subarray(0, length)]
    }),
  )
}

interface Content {
  /** As long as the file ever becomes. */
  room: Uint8Array
  length: number
}

function changeName(names: Map<string, number>, event: DiskEvent): void {
  switch (event.kind) {
    case 'rename':
    case 'link': {
      const file = names.get(event.from)
      if (file === undefined) return
      names.set(event.to, file)
      if (event.kind === 'rename') names.delete(event.from)
      return
    }
    case 'remove':
      names.delete(event.path)
      return
    default:
  }
}

/** Writes the files that were below `from` to below `to`. */
export function writeDisk(files: ReadonlyMap<string, Uint8Array>, from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const [path, bytes] of files) {
    const place = relative(from, path)
    if (place.startsWith('..')) continue
    mkdirSync(dirname(join(to, place)), { recursive: true })
    writeFileSync(join(to, place), bytes)
  }
}
