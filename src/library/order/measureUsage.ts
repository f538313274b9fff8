import type { Library, LibraryModel } from '../library.ts'
import { type DiskFile, lookAtFiles } from './diskFile.ts'
import { fileFormat } from './fileFormat.ts'

/** What one type, family, application, root or format takes. */
export interface UsageShare {
  name: string
  models: number
  files: number
  /** Bytes as they are listed. */
  apparentBytes: number
  /** Bytes on disk, hard links counted once within the share. */
  diskBytes: number
}

export interface Usage {
  apparentBytes: number
  /** Hard links counted once; a blob and its library files are one. */
  diskBytes: number
  models: number
  files: number
  byType: UsageShare[]
  byFamily: UsageShare[]
  /** A model that is linked into two applications counts in both. */
  byApp: UsageShare[]
  byRoot: UsageShare[]
  byFormat: UsageShare[]
  /** Models whose drive is not there, which are not counted on disk. */
  offlineModels: number
}

/**
 * What takes the room on disk.
 * @param options.appsOf the applications that a model is linked into
 * @param options.rootNames names of the roots by id
 */
export async function measureUsage(options: {
  library: Pick<Library, 'iterate'>
  appsOf: (slug: string) => readonly string[]
  rootNames: ReadonlyMap<string, string>
}): Promise<Usage> {
  const { library, appsOf, rootNames } = options
  const all = createShares()
  const byType = createShares()
  const byFamily = createShares()
  const byApp = createShares()
  const byRoot = createShares()
  const byFormat = createShares()
  let offlineModels = 0
  for await (const model of library.iterate()) {
    if (model.offline) offlineModels++
    const files = await lookAtFiles(model)
    all.count('all', model, files)
    byType.count(model.type, model, files)
    byFamily.count(model.family, model, files)
    for (const app of appsOf(model.slug)) byApp.count(app, model, files)
    byRoot.count(model.root === undefined ? 'library' : (rootNames.get(model.root) ?? model.root), model, files)
    for (const [format, some] of Map.groupBy(files, ({ file }) => fileFormat(file.path)))
      byFormat.count(format, model, some)
  }
  const [whole] = all.list()
  return {
    apparentBytes: whole?.apparentBytes ?? 0,
    diskBytes: whole?.diskBytes ?? 0,
    models: whole?.models ?? 0,
    files: whole?.files ?? 0,
    byType: byType.list(),
    byFamily: byFamily.list(),
    byApp: byApp.list(),
    byRoot: byRoot.list(),
    byFormat: byFormat.list(),
    offlineModels,
  }
}

function createShares() {
  const shares = new Map<string, UsageShare & { slugs: Set<string>; nodes: Set<string> }>()
  return {
    count(name: string, model: LibraryModel, files: readonly DiskFile[]): void {
      let share = shares.get(name)
      if (!share) {
        share = { name, models: 0, files: 0, apparentBytes: 0, diskBytes: 0, slugs: new Set(), nodes: new Set() }
        shares.set(name, share)
      }
      share.slugs.add(model.slug)
      for (const { file, node, diskBytes } of files) {
        share.files++
        share.apparentBytes += file.size
        if (node === undefined || share.nodes.has(node)) continue
        share.nodes.add(node)
        share.diskBytes += diskBytes
      }
    },
    list: (): UsageShare[] =>
      [...shares.values()]
        .map(({ slugs, nodes: _nodes, ...share }) => ({ ...share, models: slugs.size }))
        .sort((a, b) => b.diskBytes - a.diskBytes || b.apparentBytes - a.apparentBytes || (a.name < b.name ? -1 : 1)),
  }
}
