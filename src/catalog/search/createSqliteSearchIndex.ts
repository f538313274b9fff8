import type { Kysely } from 'kysely'

import type { Database } from '../../database/database.ts'
import type { Tables } from '../../database/schema.ts'
import type { IndexMatches, IndexQuery, SearchIndex } from './searchIndex.ts'
import { countFacets } from './sqlite/countFacets.ts'
import { countMatches } from './sqlite/countMatches.ts'
import { findByColumn } from './sqlite/findByColumn.ts'
import { findByRelevance } from './sqlite/findByRelevance.ts'

/** The search index inside the SQLite database: FTS5 for words, columns and tags for the rest. */
export function createSqliteSearchIndex(options: { database: Database }): SearchIndex {
  const { kysely } = options.database
  return {
    put(statements, key, { name, author, tags, more }) {
      statements.run('DELETE FROM models_fts WHERE rowid = ?', key)
      statements.run(
        'INSERT INTO models_fts (rowid, name, author, tags, more) VALUES (?, ?, ?, ?, ?)',
        key,
        name,
        author,
        tags,
        more,
      )
    },
    remove(statements, key) {
      statements.run('DELETE FROM models_fts WHERE rowid = ?', key)
    },
    // One transaction, so that another process's commit cannot come between the page and its total.
    find: (query) => kysely.transaction().execute((transaction) => find(transaction, query)),
  }
}

async function find(kysely: Kysely<Tables>, query: IndexQuery): Promise<IndexMatches> {
  if (query.words.hopeless) return { keys: [], next: undefined, total: 0, facets: query.facets ? [] : undefined }
  const page =
    query.sort === 'relevance' && query.words.include.length > 0
      ? await findByRelevance(kysely, query)
      : await findByColumn(kysely, query)
  return {
    ...page,
    total: query.total ? await countMatches(kysely, query) : undefined,
    facets: query.facets ? await countFacets(kysely, query) : undefined,
  }
}
