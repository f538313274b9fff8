import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The server's own words, where they stand: the API's types, slugs, error codes, and the query string of a search. */
export const aliases = [
  { find: /^#gen\//, replacement: here('../src/gen/weighthouse/v1/') },
  { find: /^#(ids|foundation|catalog)\//, replacement: `${here('../src/')}$1/` },
]
