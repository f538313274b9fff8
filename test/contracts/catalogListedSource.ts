import { WeighthouseError } from '../../src/foundation/errors.ts'
import { delay } from '../../src/foundation/time.ts'
import type { Entry, ListOptions, Source, SourcePage } from '../../src/sources/source.ts'

/** A source whose whole listing is in memory; its records are entries, its cursors are offsets. */
export interface ListedSource extends Source<Entry> {
  /** What it lists; may be changed between calls. */
  entries: Entry[]
  /** Ids that it lists as records that nobody understands, on its first page. */
  rejects: (string | undefined)[]
  /** Every `list` call so far. */
  calls: Pick<ListOptions, 'sort' | 'cursor'>[]
  /** Refuses cursors with this status, as a source does that no longer knows them. */
  refuseCursors: number | undefined
  /** Fails with this after so many pages of one `list` call. */
  failAfter: { pages: number; error: Error } | undefined
}

export function createListedSource(
  entries: Entry[],
  { pageSize = 2, pauseMs = 0 }: { pageSize?: number; pauseMs?: number } = {},
): ListedSource {
  const source: ListedSource = {
    name: 'huggingface',
    token: undefined,
    entries,
    rejects: [],
    calls: [],
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
        yield page(source, sort, offset, pageSize)
        if (offset + pageSize >= source.entries.length) return
        if (pauseMs > 0) await delay(pauseMs)
      }
    },
    toEntry: (entry) => entry,
    async getModel(id) {
      const found = source.entries.find((entry) => entry.id === id)
      if (!found) throw new WeighthouseError('MODEL_NOT_FOUND', id)
      return found
    },
    getFileTree: async (id) => ({ id, revision: 'main', commit: '0'.repeat(40), files: [] }),
    explainError: (error) => error,
    pageUrl: (id) => `https://models.example/${id}`,
    probe: async () => ({ reachable: true, reason: undefined }),
  }
  return source
}

function page(source: ListedSource, sort: ListOptions['sort'], offset: number, size: number): SourcePage<Entry> {
  const all = sort === 'downloads' ? source.entries.toSorted((a, b) => b.downloads - a.downloads) : source.entries
  return {
    records: all.slice(offset, offset + size),
    cursor: offset + size < all.length ? String(offset + size) : null,
    rejected: offset === 0 ? source.rejects.map((id) => ({ id, reason: 'no tags' })) : [],
  }
}
