import type { Bar, Figure } from '../main.ts'

/** What is measured under which key, and what it has to reach at three million models on two cores. */
export const catalogFigures = {
  load_models_per_s: {
    what: 'load from empty, with text, tags, relations and index',
    unit: 'models/s',
    bar: least(25_000),
  },
  disk_bytes_per_model: { what: 'disk, all of the catalog, by model', unit: 'bytes', bar: most(1500) },
  open_s: { what: 'a new process opens the filled home and answers a search', unit: 's', bar: most(3) },
  search_p50_ms: { what: 'search: first page, exact total, 8 facets; 200 queries, median', unit: 'ms', bar: most(10) },
  search_p95_ms: { what: 'the same, 95 of 100', unit: 'ms', bar: most(30) },
  search_p99_ms: { what: 'the same, 99 of 100', unit: 'ms', bar: most(60) },
  suggest_p95_ms: { what: 'suggest, by keystroke of 100 words, 95 of 100', unit: 'ms', bar: most(10) },
  descendants_ms: { what: 'all descendants of the largest family with counts', unit: 'ms', bar: most(50) },
  search_vs_postgres: {
    what: 'times faster than plain PostgreSQL SQL, median of the ratios',
    unit: 'x',
    bar: least(10),
  },
  search_vs_sqlite: {
    what: 'times faster than plain SQLite SQL (FTS5), median of the ratios',
    unit: 'x',
    bar: least(10),
  },
  rss_mb: { what: 'resident memory of serve after 200 searches over HTTP', unit: 'MB', bar: most(1000) },
  delta_100k_s: { what: '100,000 changed models until searchable, while searches run', unit: 's', bar: most(10) },
  delta_search_p95_ms: { what: 'search meanwhile, from when it was due, 95 of 100', unit: 'ms', bar: most(60) },
  pg_search_p95_ms: {
    what: 'the same 200 queries with PostgreSQL as the engine, 95 of 100',
    unit: 'ms',
    bar: most(150),
  },
  pg_load_models_per_s: { what: 'load from empty with PostgreSQL as the engine', unit: 'models/s', bar: undefined },
} satisfies Record<string, { what: string; unit: string; bar: Bar | undefined }>

export type CatalogFigureKey = keyof typeof catalogFigures

export function toFigure(key: CatalogFigureKey, value: number, beside?: string): Figure {
  const { what, unit, bar } = catalogFigures[key]
  return { key, what, value, unit, beside, bar }
}

function most(value: number): Bar {
  return { side: 'at most', value }
}

function least(value: number): Bar {
  return { side: 'at least', value }
}
