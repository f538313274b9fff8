import type { CatalogEntry } from '../catalog.ts'

/** What a cell of an export holds. Times are UTC milliseconds. */
export type Cell = string | number | boolean | string[] | undefined

export interface ExportColumn {
  name: string
  type: 'text' | 'integer' | 'real' | 'flag' | 'time' | 'list'
  value(entry: CatalogEntry): Cell
}

/** The columns of every export, in order. Names are those of the search's fields where there is one. */
export const exportColumns: readonly ExportColumn[] = [
  { name: 'slug', type: 'text', value: (entry) => entry.slug },
  { name: 'source', type: 'text', value: (entry) => entry.source },
  { name: 'id', type: 'text', value: (entry) => entry.id },
  { name: 'name', type: 'text', value: (entry) => entry.name },
  { name: 'author', type: 'text', value: (entry) => entry.author },
  { name: 'task', type: 'text', value: (entry) => entry.task },
  { name: 'library', type: 'text', value: (entry) => entry.library },
  { name: 'license', type: 'text', value: (entry) => entry.license },
  { name: 'license_class', type: 'text', value: (entry) => entry.licenseClass },
  { name: 'downloads', type: 'integer', value: (entry) => entry.downloads },
  { name: 'likes', type: 'integer', value: (entry) => entry.likes },
  { name: 'trending', type: 'real', value: (entry) => entry.trendingScore },
  { name: 'rising', type: 'real', value: (entry) => entry.risingScore },
  { name: 'created', type: 'time', value: (entry) => entry.createdAt },
  { name: 'updated', type: 'time', value: (entry) => entry.updatedAt },
  { name: 'gated', type: 'flag', value: (entry) => entry.gated },
  { name: 'parameters', type: 'integer', value: (entry) => entry.parameters },
  { name: 'bytes', type: 'integer', value: (entry) => entry.storageBytes },
  { name: 'weight_bytes', type: 'integer', value: (entry) => entry.weightBytes },
  { name: 'nsfw_level', type: 'integer', value: (entry) => entry.nsfwLevel },
  { name: 'tags', type: 'list', value: (entry) => entry.tags },
  { name: 'base_models', type: 'list', value: (entry) => entry.baseModels.map(({ id }) => id) },
  { name: 'removed', type: 'time', value: (entry) => entry.removedAt },
]
