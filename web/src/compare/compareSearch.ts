import { readList } from '../searchParams.ts'

/** What Compare's address holds: the slugs, one `slug=` each. */
export interface CompareSearch {
  slug?: string[]
  /** Leave out what is the same. */
  differences?: boolean
}

export function readCompareSearch(raw: Record<string, unknown>): CompareSearch {
  const slug = readList(raw.slug)
  return {
    ...(slug.length > 0 ? { slug } : {}),
    ...(raw.differences === 'true' || raw.differences === true ? { differences: true } : {}),
  }
}
