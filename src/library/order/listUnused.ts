import { readFile } from 'node:fs/promises'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { Library, LibraryModel } from '../library.ts'
import { lookAtFiles } from './diskFile.ts'
import { fileFormat } from './fileFormat.ts'

export interface UnusedModel {
  model: LibraryModel
  /** When it came onto the shelf or was last pulled, UTC milliseconds. */
  shelvedAt: UtcMilliseconds
  /** When it was last handed out by the server, UTC milliseconds; undefined when that is not known. */
  usedAt: UtcMilliseconds | undefined
  /** When a weight file was last read, by whomever; undefined where the file system does not keep that. */
  readAt: UtcMilliseconds | undefined
  says: string
}

/**
 * Models that no application has, that came before `before` and that nobody was handed since; the largest first. When a file was last read is told where
 * it is known, and decides nothing: a verification or a backup reads files, too, and many drives do not keep it.
 */
export async function listUnused(options: {
  library: Pick<Library, 'iterate'>
  isLinked: (slug: string) => boolean
  /** When models were last handed out; see order/modelUses.ts. */
  uses: ReadonlyMap<string, UtcMilliseconds>
  /** UTC milliseconds. */
  before: UtcMilliseconds
}): Promise<UnusedModel[]> {
  const keepsReadTimes = await readMounts()
  const unused: UnusedModel[] = []
  for await (const model of options.library.iterate()) {
    const shelvedAt = Math.max(model.addedAt, model.updatedAt)
    const usedAt = options.uses.get(model.slug)
    if (options.isLinked(model.slug) || Math.max(shelvedAt, usedAt ?? 0) > options.before) continue
    const files = (await lookAtFiles(model)).filter(({ file, node }) => node && fileFormat(file.path) !== 'other')
    const kept = files.filter(({ file }) => keepsReadTimes(file.location))
    const readAt = kept.length > 0 ? Math.trunc(Math.max(...kept.map(({ readAtMs }) => readAtMs))) : undefined
    unused.push({ model, shelvedAt, usedAt, readAt, says: describe(model, { shelvedAt, usedAt, readAt }) })
  }
  return unused.sort((a, b) => b.model.sizeBytes - a.model.sizeBytes || (a.model.slug < b.model.slug ? -1 : 1))
}

function describe(
  model: LibraryModel,
  { shelvedAt, usedAt, readAt }: Pick<UnusedModel, 'shelvedAt' | 'usedAt' | 'readAt'>,
): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  const read =
    readAt === undefined
      ? 'its drive does not keep when it was read'
      : `last read ${day(readAt)}, maybe only to verify it`
  const handed = usedAt === undefined ? '' : `, last handed out ${day(usedAt)}`
  const away = model.offline ? '; its drive is not there now' : ''
  return `in no application, here since ${day(shelvedAt)}${handed}, ${read}${away}`
}

/** Whether files of a place keep the time of their last reading: not on mounts with `noatime`. */
async function readMounts(): Promise<(path: string) => boolean> {
  // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
  const text = await ifPresent(readFile('/proc/self/mountinfo', 'utf8'))
  if (text === undefined) return () => true
  const mounts = text
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, , , , place, options]) =>
      place === undefined || options === undefined ? [] : [{ place: unescape(place), options }],
    )
    .sort((a, b) => b.place.length - a.place.length)
  return (path) => {
    const mount = mounts.find(
      ({ place }) => path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`),
    )
    return mount === undefined || !mount.options.split(',').includes('noatime')
  }
}

/** Blanks and the like are written as octal numbers there. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
