import { readText } from '../searchParams.ts'

/** What the Library's address holds. */
export interface LibrarySearch {
  query?: string
  type?: string
  /** The slug of the model whose details are open. */
  model?: string
}

export function readLibrarySearch(raw: Record<string, unknown>): LibrarySearch {
  return { query: readText(raw.query), type: readText(raw.type), model: readText(raw.model) }
}
