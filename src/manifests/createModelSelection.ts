import type { CatalogEntry } from '../catalog/catalog.ts'
import { defaultFilterLimit, type FilterQuery } from './manifestFilter.ts'

/** The columns of a model that filters and lists need. */
export type SelectableEntry = Pick<
  CatalogEntry,
  | 'id'
  | 'slug'
  | 'name'
  | 'task'
  | 'license'
  | 'tags'
  | 'parameters'
  | 'nsfwLevel'
  | 'downloads'
  | 'likes'
  | 'trendingScore'
  | 'createdAt'
  | 'updatedAt'
>

export interface SelectedModel {
  id: string
  slug: string
  name: string
}

/** Keeps the best models of one list while all models pass by; memory is bounded by the list's limit. */
export interface ModelSelection {
  offer(entry: SelectableEntry): void
  /** The models that are in the list, best first. */
  models(): SelectedModel[]
}

const dayMs = 24 * 60 * 60 * 1000

/** @param newest when the newest model of the source was made or changed, UTC ms; where `withinDays` counts from */
export function createModelSelection(query: FilterQuery, newest: number | undefined): ModelSelection {
  const limit = query.limit ?? defaultFilterLimit
  const best: { value: number; model: SelectedModel }[] = []

  return {
    offer(entry) {
      const value = sortValue(query.sort, entry)
      const last = best[limit - 1]
      if (last && !isBefore(value, entry.slug, last)) return
      if (!matches(query, newest, entry)) return
      let low = 0
      let high = best.length
      while (low < high) {
        const middle = (low + high) >>> 1
        const other = best[middle]
        if (other && isBefore(value, entry.slug, other)) high = middle
        else low = middle + 1
      }
      best.splice(low, 0, { value, model: { id: entry.id, slug: entry.slug, name: entry.name } })
      if (best.length > limit) best.pop()
    },
    models: () => best.map(({ model }) => model),
  }
}

// Slugs decide between equals, so that the same catalog always gives the same list.
function isBefore(value: number, slug: string, other: { value: number; model: SelectedModel }): boolean {
  return value === other.value ? slug < other.model.slug : value > other.value
}

function sortValue(sort: FilterQuery['sort'], entry: SelectableEntry): number {
  const none = Number.NEGATIVE_INFINITY
  switch (sort) {
    case 'downloads':
      return entry.downloads
    case 'likes':
      return entry.likes
    case 'trending':
      return entry.trendingScore ?? none
    case 'created':
      return entry.createdAt ?? none
    case 'updated':
      return entry.updatedAt ?? none
  }
}

function matches(query: FilterQuery, newest: number | undefined, entry: SelectableEntry): boolean {
  const { tasks, licenses, tags, parameters, withinDays, nsfwMask } = query
  if (tasks && !(entry.task !== undefined && tasks.includes(entry.task))) return false
  if (licenses && !(entry.license !== undefined && licenses.includes(entry.license))) return false
  if (tags && !tags.some((tag) => entry.tags.includes(tag))) return false
  if (parameters) {
    if (entry.parameters === undefined) return false
    if (parameters.from !== undefined && entry.parameters < parameters.from) return false
    if (parameters.to !== undefined && entry.parameters >= parameters.to) return false
  }
  if (withinDays !== undefined) {
    const time = entry.updatedAt ?? entry.createdAt
    if (time === undefined || newest === undefined || time < newest - withinDays * dayMs) return false
  }
  return nsfwMask === undefined || (entry.nsfwLevel & ~nsfwMask) === 0
}
