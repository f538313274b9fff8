import { WeighthouseError } from '../../src/foundation/errors.ts'
import { delay } from '../../src/foundation/time.ts'
import type { ListOptions, Source, SourcePage } from '../../src/sources/source.ts'
import { makeRecord, type ModelFields } from './catalogFixtures.ts'

/** A model that it lists: id and whatever else a test wants of it. */
export type ListedModel = ModelFields & { id: string }

/** Hugging Face with a listing that is in memory; its cursors are offsets. */
export interface ListedSource extends Pick<Source, 'name' | 'list'> {
  /** What it lists; may be changed between calls. */
  models: ListedModel[]
  /** Ids that it lists as records that nobody understands, on its first page. */
  rejects: (string | undefined)[]
  /** Every `list` call so far. */
  calls: Pick<ListOptions, 'sort' | 'cursor'>[]
  /** Pages that it has given. */
  pages: number
  /** Refuses cursors with this status, as a source does that no longer knows them. */
  refuseCursors: number | undefined
  /** Fails with this after so many pages of one `list` call. */
  failAfter: { pages: number; error: Error } | undefined
}

export function createListedSource(
  models: ListedModel[],
  { pageSize = 2, pauseMs = 0 }: { pageSize?: number; pauseMs?: number } = {},
): ListedSource {
  const source: ListedSource = {
    name: 'huggingface',
    models,
    rejects: [],
    calls: [],
    pages: 0,
    refuseCursors: undefined,
    failAfter: undefined,
    async *list({ sort, cursor }) {
      source.calls.push({ sort, cursor })
      if (cursor !== undefined && source.refuseCursors) {
        throw new WeighthouseError('SOURCE_ERROR', 'Invalid cursor', { details: { status: source.refuseCursors } })
      }
      let pages = 0
      for (let offset = Number(cursor ?? 0); ; offset += pageSize) {
        if (source.failAfter && pages++ === source.failAfter.pages) throw source.failAfter.error
        source.pages++
        yield page(source, sort, offset, pageSize)
        if (offset + pageSize >= source.models.length) return
        if (pauseMs > 0) await delay(pauseMs)
      }
    },
  }
  return source
}

function page(source: ListedSource, sort: ListOptions['sort'], offset: number, size: number): SourcePage<unknown> {
  const all = source.models.toSorted((a, b) => {
    if (sort === 'downloads') return (b.downloads ?? 0) - (a.downloads ?? 0)
    return sort === 'updated' ? (b.updatedAt ?? 0) - (a.updatedAt ?? 0) : 0
  })
  return {
    records: all.slice(offset, offset + size).map(({ id, ...fields }) => makeRecord(id, fields).record),
    cursor: offset + size < all.length ? String(offset + size) : null,
    rejected: offset === 0 ? source.rejects.map((id) => ({ id, reason: 'no tags' })) : [],
  }
}
